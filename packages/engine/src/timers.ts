import type { SessionState } from './session-state.ts'

/** A time that a session waits for; epoch milliseconds. */
export type SessionTimer = { readonly timerId: string; readonly dueAtMs: number }

/** Every time that a session waits for: of screens that close by themselves, and of runs. What a restored session sets again. */
export function timersOf({ screens, runs }: Pick<SessionState, 'screens' | 'runs'>): SessionTimer[] {
  return [
    ...screens.flatMap(({ view, closesAtMs }) => (closesAtMs === null ? [] : [{ timerId: view.id, dueAtMs: closesAtMs }])),
    ...runs.flatMap(({ waiting }) => (waiting?.type === 'time' ? [{ timerId: waiting.timerId, dueAtMs: waiting.dueAtMs }] : [])),
  ]
}
