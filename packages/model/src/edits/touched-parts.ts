import type { z } from 'zod'
import { edgeSchema, flowSchema, nodeSchema, edgeId } from '../flow.ts'
import type { Patch } from '../edit.ts'
import { projectSchema, type CollectionName, type Project } from '../project.ts'
import { folderSchema, channelSchema, choiceSchema, connectionSchema, fieldSchema, listSchema, messageSchema, navigationItemSchema, personaSchema } from '../resources.ts'
import { roomSchema } from '../room.ts'
import { ruleSchema } from '../rule.ts'
import { isBranch } from './document-patcher.ts'
import { parentCycle } from './parent-cycle.ts'
import { sameJson } from './same-json.ts'

/** The smallest part of a project that has a schema of its own, by its path: `['messages', id]`, `['flows', id, 'nodes', id]`, … */
export type TouchedPart = readonly string[]
export type PartProblem = { readonly message: string; readonly path: readonly string[] }

const flowFrame = flowSchema.omit({ nodes: true, edges: true })
// By the collections of the document: one that is left out does not compile.
const resourceSchemas: Readonly<Record<Exclude<CollectionName, 'flows'>, z.ZodType>> & Readonly<Record<string, z.ZodType>> = {
  folders: folderSchema, messages: messageSchema, channels: channelSchema, fields: fieldSchema, lists: listSchema, choices: choiceSchema, navigation: navigationItemSchema, personas: personaSchema, connections: connectionSchema, rules: ruleSchema, rooms: roomSchema,
}

/** The parts that patches touched, each once. */
export function touchedParts(patches: readonly Patch[]): TouchedPart[] {
  const parts = new Map<string, TouchedPart>()
  for (const { path } of patches) {
    const part = partOf(path)
    parts.set(part.join('\n'), part)
  }
  return [...parts.values()]
}

function partOf(path: readonly string[]): TouchedPart {
  if (path[0] !== 'flows') return path.slice(0, resourceSchemas[path[0] ?? ''] === undefined ? 1 : 2)
  const inMap = path[2] === 'nodes' || path[2] === 'edges'
  // A setting of the flow itself: its nodes and edges need not be looked at.
  if (path.length >= 3 && !inMap) return ['flows', path[1] ?? '', '']
  return path.slice(0, 4)
}

/** What is wrong with a touched part of the next document, or undefined. A part that is gone is fine. */
export function touchedPartProblem(before: Project, next: Project, part: TouchedPart): PartProblem | undefined {
  const [collection = '', id = ''] = part
  if (part.length === 1) return rootProblem(before, next, collection)
  const schema = schemaOf(part)
  const value = valueAt(next, part)
  if (value === undefined) return undefined
  const label = describe(next, part)
  const own = shapeProblem(schema, collection === 'flows' && part.length === 3 && part[2] === '' ? withoutMaps(value) : value)
  const path = part.filter((step) => step !== '')
  if (own !== undefined) return { message: `${label}: ${own.message}`, path: [...path, ...own.path] }
  const filed = filingProblem(value, part)
  if (filed !== undefined) return { message: `${label} ${filed}`, path: [...path, 'id'] }
  if (collection === 'folders' && parentCycle(next.folders, id)) return { message: `${label} would be inside itself.`, path: [...path, 'parentId'] }
  const owner = collection === 'messages' ? next.messages[id] : collection === 'lists' ? next.lists[id] : undefined
  const looped = owner && Object.keys(owner.members).find((memberId) => parentCycle(owner.members, memberId))
  if (looped !== undefined) return { message: `${label}: the list "${owner?.members[looped]?.name ?? looped}" would be inside itself.`, path: [...path, 'members', looped, 'parentId'] }
  return undefined
}

function rootProblem(before: Project, next: Project, key: string): PartProblem | undefined {
  if (key === 'id' || key === 'schemaVersion') return { message: `The project's ${key} cannot be changed.`, path: [key] }
  const shape: Readonly<Record<string, z.ZodType>> = projectSchema.shape
  const schema = shape[key]
  if (schema === undefined) return { message: `A project has no "${key}".`, path: [key] }
  const problem = shapeProblem(schema, valueAt(next, [key]))
  if (problem !== undefined) return { message: `The project's ${key}: ${problem.message}`, path: [key, ...problem.path] }
  // The whole collection was replaced: its entries are checked for loops like single ones.
  const collection = valueAt(next, [key])
  if (!isBranch(collection) || key === 'settings') return undefined
  for (const id of Object.keys(collection)) {
    const inside = touchedPartProblem(before, next, [key, id])
    if (inside !== undefined) return inside
  }
  return undefined
}

function schemaOf(part: TouchedPart): z.ZodType {
  const [collection = '', , map] = part
  if (collection !== 'flows') return resourceSchemas[collection] ?? projectSchema
  if (map === undefined) return flowSchema
  if (map === '') return flowFrame
  if (part.length === 3) return map === 'nodes' ? flowSchema.shape.nodes : flowSchema.shape.edges
  return map === 'nodes' ? nodeSchema : edgeSchema
}

// What a schema would fill in, trim or leave out is refused: the document that is stored is the one that everybody has.
function shapeProblem(schema: z.ZodType, value: unknown): PartProblem | undefined {
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { message: issue?.message ?? 'not valid', path: (issue?.path ?? []).map(String) }
  }
  if (sameJson(parsed.data, value)) return undefined
  const [key, reason] = firstDifference(parsed.data, value)
  return { message: `"${key}" ${reason}`, path: [] }
}

function firstDifference(parsed: unknown, value: unknown): [string, string] {
  if (!isBranch(parsed) || !isBranch(value)) return ['value', 'is not written the way it is stored']
  const missing = Object.keys(parsed).find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) return [missing, 'is missing']
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(parsed, key))
  if (unknown !== undefined) return [unknown, 'is not a part of it']
  const differing = Object.keys(parsed).find((key) => !sameJson(parsed[key], value[key])) ?? ''
  const [inner, reason] = firstDifference(parsed[differing], value[differing])
  return [inner === 'value' ? differing : `${differing}.${inner}`, reason]
}

function filingProblem(value: unknown, part: TouchedPart): string | undefined {
  const filedUnder = part.filter((step) => step !== '').at(-1)
  if (!isBranch(value) || (part[0] === 'flows' && part.length === 3 && part[2] !== '')) return undefined
  if (value['id'] !== filedUnder) return `is filed under "${filedUnder ?? ''}" but calls itself "${String(value['id'])}".`
  if (part[0] === 'flows' && part[2] === 'edges') {
    const expected = edgeId(String(value['from']), String(value['exit']))
    if (expected !== filedUnder) return `leaves "${String(value['from'])}" by "${String(value['exit'])}" and has to be filed under "${expected}".`
  }
  return undefined
}

function withoutMaps(flow: unknown): unknown {
  if (!isBranch(flow)) return flow
  const { nodes: _nodes, edges: _edges, ...frame } = flow
  return frame
}

function valueAt(project: Project, part: TouchedPart): unknown {
  let place: unknown = project
  for (const step of part) {
    if (step === '') return place
    place = isBranch(place) && Object.hasOwn(place, step) ? place[step] : undefined
  }
  return place
}

const partWords: Readonly<Record<string, string>> = {
  folders: 'The folder', messages: 'The message', channels: 'The channel', fields: 'The field', lists: 'The list', choices: 'The choice', flows: 'The flowchart', navigation: 'The navigation item', personas: 'The persona', connections: 'The connection', rules: 'The notification rule', rooms: 'The room',
}

function describe(project: Project, part: TouchedPart): string {
  const [collection = '', id = '', map, innerId] = part
  const owner = valueAt(project, [collection, id])
  const name = isBranch(owner) && typeof owner['name'] === 'string' ? owner['name'] : id
  const words = `${partWords[collection] ?? 'The part'} "${name}"`
  if (innerId === undefined || map === '') return words
  return `${words}, ${map === 'nodes' ? 'node' : 'arrow'} "${innerId}"`
}
