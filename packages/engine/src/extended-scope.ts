import type { Scope } from './expressions/index.ts'
import type { ScopeExtra } from './node-kind.ts'

/** Scopes that one scope is kept with; more are made anew each time. */
const KEPT_SCOPES = 500

const extendedScopes = new WeakMap<Scope, Map<string, Scope>>()

/**
 * A scope with further names, such as `row`. The same object for the same names and types: with thousands of fields in
 * scope, copying them for every expression of every node would be most of the work, and a scope also keeps what was compiled in it.
 */
export function extendScope(scope: Scope, extra: ScopeExtra | undefined): Scope {
  if (extra === undefined) return scope
  const kept = extendedScopes.get(scope) ?? new Map<string, Scope>()
  extendedScopes.set(scope, kept)
  const key = JSON.stringify(extra)
  const known = kept.get(key)
  if (known !== undefined) return known
  const extended: Scope = { variables: { ...scope.variables, ...extra } }
  if (kept.size < KEPT_SCOPES) kept.set(key, extended)
  return extended
}
