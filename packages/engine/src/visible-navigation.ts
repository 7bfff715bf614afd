import { inOrder, type NavigationItem } from '@halley/model'
import type { StoredRows } from './burst.ts'
import type { Program } from './program.ts'
import type { SessionState } from './session-state.ts'

/** The navigation items that are open to a session now, in order. One whose condition is unknown or fails is not. */
export function visibleNavigation(program: Program, state: SessionState, { atMs, stored = {} }: { readonly atMs: number; readonly stored?: StoredRows }): NavigationItem[] {
  const values = { ...stored, ...state.data, current: state.current, received: state.received, presence: state.presence, user: state.user, session: { id: state.sessionId }, event: null, error: null, now: new Date(atMs).toISOString() }
  return inOrder(program.project.navigation).filter((item) => {
    const condition = program.visibleWhen.get(item.id)
    if (item.visibleWhen.trim() === '') return true
    const result = condition?.evaluate(values)
    return result?.ok === true && result.value === true
  })
}
