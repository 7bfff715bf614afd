import { noticeWaySchema, type NoticeWay } from '@halley/model'
import { environmentSchema } from '@halley/protocol'
import type { NoticeApp } from '../storage/notification-storage.ts'

/** What goes one way from one app, of mails through one connection: sent apart from all else, so that a slow service holds nothing else up. */
export type Lane = NoticeApp & { readonly way: NoticeWay; readonly connectionId: string | null }

/** The name of a lane. Ids have no slash. */
export function laneOf({ projectId, environment }: NoticeApp, way: NoticeWay, connectionId: string | null): string {
  return [way, environment, projectId, ...(way === 'email' && connectionId !== null ? [connectionId] : [])].join('/')
}

/** Reads what `laneOf` wrote. */
export function readLane(lane: string): Lane {
  const [way, environment, projectId = '', connectionId = null] = lane.split('/')
  return { way: noticeWaySchema.parse(way), environment: environmentSchema.parse(environment), projectId, connectionId }
}
