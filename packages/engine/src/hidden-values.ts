import type { Project } from '@halley/model'
import type { Burst } from './burst.ts'
import type { Run } from './session-state.ts'

/** What traces and the log have in place of a value or text that an encrypted message made. */
export const HIDDEN = 'hidden: from an encrypted message'

/**
 * Areas of codes whose texts say names of the model, limits and roles, and no value: they are shown, so that everybody sees
 * why a flow failed. What an expression, a request or a list says may quote a value.
 */
const PLAIN_AREAS: ReadonlySet<string> = new Set(['guard', 'run', 'flow', 'node', 'navigation', 'comet', 'session', 'effect', 'encryption', 'forbidden', 'unavailable', 'rate_limited', 'too_large', 'hops_exceeded', 'internal'])

/** The text of an error as traces and the log may have it. */
export function shownError<T extends { readonly code: string; readonly text: string }>(error: T, isHidden: boolean): T {
  return isHidden && !PLAIN_AREAS.has(error.code.split('/')[0] ?? '') ? { ...error, text: HIDDEN } : error
}

/** Notes that a name of the session now holds what nobody else may see: `Ticket`, `received.Ticket`, `current.Orders`. */
export function hideName(burst: Burst, name: string): void {
  burst.mayHide = true
  if (burst.state.hidden[name] !== true) burst.state.hidden = { ...burst.state.hidden, [name]: true }
}

/** Notes that a name has got another value, which everybody may see. */
export function showName({ state }: Burst, name: string): void {
  if (state.hidden[name] !== true) return
  const { [name]: _shown, ...hidden } = state.hidden
  state.hidden = hidden
}

/**
 * May a run not show what a name of the session holds? The session's own copy of a message that some node sends with
 * Security, and what is put into it, is hidden at all times; a message that was received in clear text is not that copy.
 */
export function isNameHidden({ state, program }: Burst, run: Run, name: string): boolean {
  return state.hidden[name] === true || (program.hiddenNames.has(name) && run.received?.name !== name)
}

/** Is any of what an expression reads hidden? In a run that is hidden as a whole, everything is. */
export function readsHidden(burst: Burst, run: Run, references: readonly (readonly string[])[]): boolean {
  return references.some(([root = '', inside]) => {
    if (run.isHidden || isNameHidden(burst, run, root)) return true
    if (root !== 'received' && root !== 'current') return false
    return inside === undefined ? Object.keys(burst.state.hidden).some((name) => name.startsWith(`${root}.`)) : burst.state.hidden[`${root}.${inside}`] === true
  })
}

/** The hidden names by the names of a changed model. */
export function renameHidden(hidden: Burst['state']['hidden'], before: Project, after: Project): Burst['state']['hidden'] {
  if (Object.keys(hidden).length === 0) return hidden
  const renamed: { [name: string]: true } = {}
  for (const collection of ['fields', 'lists', 'messages'] as const) {
    for (const [id, { technicalName: old }] of Object.entries(before[collection])) {
      const name = after[collection][id]?.technicalName
      if (name === undefined) continue
      for (const area of ['', 'received.', 'current.']) if (hidden[`${area}${old}`] === true) renamed[`${area}${name}`] = true
    }
  }
  return renamed
}
