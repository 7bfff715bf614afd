import type { ImportedProject } from '@halley/protocol'
import type { FilePlace } from '../sync/call-server.ts'

const sorts: Readonly<Record<string, readonly [one: string, more: string]>> = {
  messages: ['message', 'messages'], channels: ['channel', 'channels'], choices: ['choice', 'choices'], flows: ['flowchart', 'flowcharts'], fields: ['field', 'fields'], lists: ['list', 'lists'],
  navigation: ['navigation entry', 'navigation entries'], personas: ['persona', 'personas'], connections: ['connection', 'connections'], rules: ['notification rule', 'notification rules'], rooms: ['room', 'rooms'],
}

/** What a project has of its file, in a line: `4 messages, 2 channels`. */
export function carriedInWords(carried: ImportedProject['carried']): string {
  return Object.entries(sorts).flatMap(([sort, [one, more]]) => {
    const count = carried[sort] ?? 0
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${count === 1 ? one : more}`]
  }).join(', ')
}

/** What became of a file, in a sentence: `12 things were carried over, 3 were not, or in another way.` */
export function outcomeInWords({ carried, findings }: Pick<ImportedProject, 'carried' | 'findings'>): string {
  const count = Object.keys(sorts).reduce((sum, sort) => sum + (carried[sort] ?? 0), 0)
  const lost = findingsByPlace(findings.filter(({ loses }) => loses)).length
  const carriedOver = count === 0 ? 'Nothing was carried over' : count === 1 ? '1 thing was carried over' : `${count.toLocaleString('en')} things were carried over`
  if (lost === 0) return `${carriedOver}.`
  return `${carriedOver}, ${lost.toLocaleString('en')} ${lost === 1 ? 'was' : 'were'} not, or in another way.`
}

/** Says that a project was given another technical name than its file has; null where it was not. */
export function otherNameInWords({ technicalName, takenName }: Pick<ImportedProject, 'technicalName' | 'takenName'>): string | null {
  return takenName === undefined ? null : `Another project has the technical name “${takenName}”, so this one has “${technicalName}”: its HTTP endpoints are called at /h/${technicalName}.`
}

/** What is said of one place of a file; of one place there may be several things to say. */
export type PlaceFindings = { readonly pointer: string; readonly texts: readonly string[] }

/** What was found, by its place, in the order of the places. */
export function findingsByPlace(findings: ImportedProject['findings']): readonly PlaceFindings[] {
  const texts = new Map<string, string[]>()
  for (const { pointer, text } of findings) texts.set(pointer, [...(texts.get(pointer) ?? []), text.replace(/^Not carried: /, '')])
  return [...texts].map(([pointer, said]) => ({ pointer, texts: said }))
}

/** The steps of a JSON pointer, as the names stand in the file. */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A place in a file, in words: `line 2, column 1`; the pointer's steps where there is no line. */
export function placeInWords({ line, column, pointer }: FilePlace): string | null {
  if (line !== undefined) return `line ${line}${column === undefined ? '' : `, column ${column}`}`
  return pointer === undefined || pointer === '' ? null : pointerSteps(pointer).join(' › ')
}
