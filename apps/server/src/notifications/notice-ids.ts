import { createHash } from 'node:crypto'
import type { NoticeWay } from '@halley/model'
import { noticeWaySchema } from '@halley/model'
import type { NoticeApp } from '../storage/notification-storage.ts'

/**
 * The id of what notifications have in common: the same for the same event and rule (or Notify node and effect), however often it is
 * worked out. Whoever is notified again after a crash is known by it.
 */
export function causeIdOf({ projectId, environment }: NoticeApp, origin: { readonly ruleId: string } | { readonly flowId: string; readonly nodeId: string }, eventName: string): string {
  return digest('c', [projectId, environment, 'ruleId' in origin ? ['rule', origin.ruleId] : ['node', origin.flowId, origin.nodeId], eventName])
}

/** The id of one person's notification. */
export function noticeIdOf(causeId: string, recipientId: string): string {
  return digest('n', [causeId, recipientId])
}

/** The id of how a notification goes one way. */
export function attemptIdOf({ noticeId, way }: { readonly noticeId: string; readonly way: NoticeWay }): string {
  return `${noticeId}.${way}`
}

/** Reads what `attemptIdOf` wrote; null for anything else. */
export function readAttemptId(id: string): { readonly noticeId: string; readonly way: NoticeWay } | null {
  const dot = id.lastIndexOf('.')
  const way = noticeWaySchema.safeParse(id.slice(dot + 1))
  return dot > 0 && way.success ? { noticeId: id.slice(0, dot), way: way.data } : null
}

/** The name of an event among all of its organisation's. */
export function eventNameOf({ source, id }: { readonly source: string; readonly id: string }): string {
  return JSON.stringify([source, id])
}

function digest(prefix: string, parts: readonly unknown[]): string {
  return `${prefix}-${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)}`
}
