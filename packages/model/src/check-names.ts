import type { Diagnostic, Place } from './diagnostics.ts'
import { inOrder } from './ids.ts'
import { membersByParent, type Members } from './members.ts'
import { RESERVED_NAMES, technicalNamesFree, unreadableIn } from './names.ts'
import type { Project } from './project.ts'
import type { TreeName } from './resources.ts'
import { treeNames } from './resources.ts'

type Named = { readonly id: string; readonly name: string; readonly technicalName: string }
type Ordered = { id: string; order: string; readonly name: string; readonly technicalName: string }
type ResourcePlace = Extract<Place, { type: 'resource' }>

const words: Readonly<Record<TreeName, string>> = { flows: 'flowchart', messages: 'message', channels: 'channel', fields: 'field', lists: 'list', choices: 'choice', navigation: 'navigation item', personas: 'persona', connections: 'connection', rules: 'notification rule', rooms: 'room' }

/** Names that clash or that expressions cannot reach. Two people can bring this about without either doing wrong. */
export function checkNames(project: Project): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const tree of treeNames) found.push(...sameNames(inOrder<Ordered>(project[tree]), words[tree], (id) => ({ type: 'resource', collection: tree, id })))
  // Messages, fields and lists are all named at the root of an expression.
  const roots = (['messages', 'fields', 'lists'] as const).flatMap((collection) => inOrder<Ordered>(project[collection]).map((entry) => ({ ...entry, collection })))
  found.push(...sameTechnicalNames(roots, (entry) => ({ type: 'resource', collection: entry.collection, id: entry.id }), (entry) => `the ${words[entry.collection]} "${entry.name}"`))
  const freeRoot = technicalNamesFree(new Set(roots.map((root) => root.technicalName)))
  for (const { collection, id, name, technicalName } of roots) {
    if (RESERVED_NAMES.has(technicalName)) found.push({
      code: 'names/reserved', severity: 'error', text: `The ${words[collection]} "${name}" cannot be used in expressions: \`${technicalName}\` is a word of the language. Give it another technical name.`,
      place: { type: 'resource', collection, id }, fix: { type: 'renameTechnical', collection, id, technicalName: freeRoot(technicalName) },
    })
  }
  // Channels and rooms stand at the same place of a topic.
  for (const trees of [['flows'], ['channels', 'rooms'], ['choices'], ['navigation'], ['personas'], ['connections'], ['rules']] as const) {
    const entries = trees.flatMap((collection) => inOrder<Ordered>(project[collection]).map((entry) => ({ ...entry, collection })))
    found.push(...sameTechnicalNames(entries, ({ collection, id }) => ({ type: 'resource', collection, id }), ({ collection, name }) => `the ${words[collection]} "${name}"`))
  }
  for (const collection of ['messages', 'lists'] as const) for (const owner of inOrder<Ordered & { readonly members: Members }>(project[collection])) found.push(...memberNames(owner.members, { type: 'resource', collection, id: owner.id }, owner.name))
  for (const choice of inOrder(project.choices)) {
    found.push(...sameTechnicalNames(inOrder(choice.options), () => ({ type: 'resource', collection: 'choices', id: choice.id }), (option) => `the option "${option.name}" of "${choice.name}"`, false))
  }
  return found
}

function memberNames(members: Members, place: ResourcePlace, owner: string): Diagnostic[] {
  return [...membersByParent(members).values()].flatMap((siblings) => {
    const at = (id: string): ResourcePlace => ({ ...place, memberId: id })
    return [...sameNames(siblings, `field or list of "${owner}"`, at), ...sameTechnicalNames(siblings, (member) => at(member.id), (member) => `"${member.name}" of "${owner}"`, false)]
  })
}

// The first keeps its name; each further one is the problem.
function sameNames(entries: readonly Named[], word: string, place: (id: string) => Place): Diagnostic[] {
  const seen = new Set<string>()
  return entries.flatMap((entry) => {
    const unreadable = unreadableIn(entry.name)
    const odd = unreadable === undefined ? [] : [{ code: 'names/unreadable', severity: 'warning' as const, text: `The name of the ${word} "${entry.name}" holds a character that nobody can read (${unreadable}); write it anew.`, place: place(entry.id) }]
    if (!seen.has(entry.name)) {
      seen.add(entry.name)
      return odd
    }
    return [...odd, { code: 'names/same_name', severity: 'warning' as const, text: `Another ${word} is called "${entry.name}" as well; rename one of them.`, place: place(entry.id) }]
  })
}

function sameTechnicalNames<Entry extends Named>(entries: readonly Entry[], place: (entry: Entry) => ResourcePlace, describe: (entry: Entry) => string, fixable = true): Diagnostic[] {
  const freeName = technicalNamesFree(new Set(entries.map((entry) => entry.technicalName)))
  const first = new Map<string, Entry>()
  return entries.flatMap((entry) => {
    const other = first.get(entry.technicalName)
    if (other === undefined) {
      first.set(entry.technicalName, entry)
      return []
    }
    const free = freeName(entry.technicalName)
    const at = place(entry)
    return [{
      code: 'names/same_technical_name', severity: 'error' as const,
      text: `The technical name \`${entry.technicalName}\` means ${describe(other)} and ${describe(entry)}. Give one of them another; \`${free}\` is free.`,
      place: at,
      ...(fixable && { fix: { type: 'renameTechnical' as const, collection: at.collection, id: at.id, technicalName: free } }),
    }]
  })
}
