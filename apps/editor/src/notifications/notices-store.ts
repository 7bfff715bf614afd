import type { Environment, NoticeRecord } from '@halley/protocol'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { EditorConnection } from '../sync/editor-connection.ts'
import { mergeNotices } from './merge-notices.ts'
import { readNotices } from './notices-api.ts'

/** What is known of the notifications of an app that runs, the newest first. */
export type NoticesOf = {
  readonly records: readonly NoticeRecord[]
  /** For the page of older ones; null when there is none. */
  readonly next: string | null
  readonly isLoaded: boolean
  /** Why they cannot be shown, in words. */
  readonly failure: string | null
}

export type NoticesState = Readonly<Record<Environment, NoticesOf>>

const nothing: NoticesOf = { records: [], next: null, isLoaded: false, failure: null }
const noNotices: NoticesState = { draft: nothing, published: nothing }

export const noticesStore = createStore<NoticesState>(() => noNotices)

/** Reads a slice of the notifications of the open project. */
export function useNotices<T>(select: (state: NoticesState) => T): T {
  return useStore(noticesStore, select)
}

const environments: readonly Environment[] = ['draft', 'published']

/** Keeps the notifications of a project up to date, also over cuts of the connection. Returns what ends it. */
export function followNotices(projectId: string, connection: EditorConnection): () => void {
  let isHere = true
  noticesStore.setState(noNotices, true)
  const load = async (environment: Environment) => {
    const page = await readNotices(projectId, environment, null)
    if (isHere) take(environment, (known) => (page.ok ? { records: mergeNotices(known.records, page.value.records), next: known.isLoaded ? known.next : page.value.next, isLoaded: true, failure: null } : { ...known, failure: page.text }))
  }
  const offs = [
    connection.onPush('notices', ({ environment, records }) => take(environment, (known) => ({ ...known, records: mergeNotices(known.records, records) }))),
    // What came during a cut was not pushed.
    connection.onConnected((connected) => connected && environments.forEach((environment) => void load(environment))),
  ]
  return () => {
    isHere = false
    for (const off of offs) off()
  }
}

/** Reads the page after those that are there; says what is wrong, or null. */
export async function loadOlderNotices(projectId: string, environment: Environment): Promise<string | null> {
  const { next } = noticesStore.getState()[environment]
  const page = await readNotices(projectId, environment, next)
  if (!page.ok) return page.text
  take(environment, (known) => ({ records: mergeNotices(known.records, page.value.records), next: page.value.next, isLoaded: true, failure: null }))
  return null
}

function take(environment: Environment, change: (known: NoticesOf) => NoticesOf): void {
  noticesStore.setState((state) => ({ [environment]: change(state[environment]) }))
}
