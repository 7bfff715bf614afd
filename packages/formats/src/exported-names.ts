import { deriveTechnicalName } from '@halley/model'

/**
 * What each thing is called in an export: its technical name, or the first free one with a number behind it. A document in which two
 * things have one technical name has a problem, but it can be exported all the same.
 */
export function exportedNames(things: readonly { readonly id: string; readonly technicalName: string }[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { id, technicalName } of things) {
    const free = taken.has(technicalName) ? deriveTechnicalName(technicalName, technicalName < 'a' ? 'upper' : 'lower', taken) : technicalName
    taken.add(free)
    names.set(id, free)
  }
  return names
}
