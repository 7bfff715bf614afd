import { LIMITS } from '@halley/model'
import type { Environment } from '@halley/protocol'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { createStore } from 'zustand/vanilla'
import type { EditorConnection } from '../sync/editor-connection.ts'
import { countDead, withChanged, withNewest, withOlder, type NoticeStretch } from './merge-notices.ts'
import { readNotices } from './notices-api.ts'

/** What is known of the notifications of an app that runs. */
export type NoticesOf = NoticeStretch & {
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

/** As useNotices, compared one level deep. */
export function useNoticesShallow<T>(select: (state: NoticesState) => T): T {
  return useStore(noticesStore, useShallow(select))
}

/** The app whose notifications are looked at first: the published one where something was given up in it alone, else the preview. */
export function whereToLook({ draft, published }: Readonly<Record<Environment, Pick<NoticesOf, 'records'>>>): Environment {
  return countDead(draft.records) === 0 && countDead(published.records) > 0 ? 'published' : 'draft'
}

const environments: readonly Environment[] = ['draft', 'published']

/** Records from which on a push leaves others out, anywhere between those that it has: then the newest page takes the place of all. */
const PUSHED_AT_MOST = LIMITS.inboxPage
/** Milliseconds until that page is read, so that a flood is asked about once. */
const AFTER_FLOOD_MS = 500

/** Keeps the notifications of a project up to date, also over floods and cuts of the connection. Returns what ends it. */
export function followNotices(projectId: string, connection: EditorConnection): () => void {
  let isHere = true
  const timers = new Map<Environment, ReturnType<typeof setTimeout>>()
  noticesStore.setState(noNotices, true)
  const load = async (environment: Environment, isAfterFlood = false) => {
    const page = await readNotices(projectId, environment, null)
    if (isHere) take(environment, (known) => (page.ok ? loaded(isAfterFlood ? page.value : withNewest(known, page.value)) : { ...known, failure: page.text }))
  }
  const offs = [
    connection.onPush('notices', ({ environment, records }) => {
      take(environment, (known) => ({ ...known, ...withChanged(known, records) }))
      if (records.length < PUSHED_AT_MOST) return
      clearTimeout(timers.get(environment))
      timers.set(environment, setTimeout(() => void load(environment, true), AFTER_FLOOD_MS))
    }),
    // What came during a cut was not pushed.
    connection.onConnected((connected) => connected && environments.forEach((environment) => void load(environment))),
  ]
  return () => {
    isHere = false
    for (const off of offs) off()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

/** Reads the page after those that are there, or the first; says what is wrong, or null. */
export async function loadOlderNotices(projectId: string, environment: Environment): Promise<string | null> {
  const { next } = noticesStore.getState()[environment]
  const page = await readNotices(projectId, environment, next)
  if (!page.ok) return page.text
  take(environment, (known) => loaded(withOlder(known, page.value)))
  return null
}

function loaded(stretch: NoticeStretch): NoticesOf {
  return { ...stretch, isLoaded: true, failure: null }
}

function take(environment: Environment, change: (known: NoticesOf) => NoticesOf): void {
  noticesStore.setState((state) => ({ [environment]: change(state[environment]) }))
}
