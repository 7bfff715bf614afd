import { z } from 'zod'
import { edgeId, edgeSchema, nodeSchema, type Node } from '../flow.ts'
import { LIMITS } from '../limits.ts'
import { jsonBoundsProblem } from '../json-bounds.ts'
import type { Project } from '../project.ts'
import { referencesIn } from '../reference-keys.ts'
import { channelSchema, choiceSchema, messageSchema } from '../resources.ts'
import { roomSchema } from '../room.ts'
import { bringAlong } from './bring-along.ts'
import { cloneJson } from './clone-json.ts'
import type { NewId } from './new-id.ts'
import type { Position } from './nodes.ts'

/** What copied nodes are on the real clipboard: readable JSON with a version, so that it can be pasted between flows, tabs and projects. */
export const clipboardSchema = z.object({
  halley: z.literal('clipboard'),
  version: z.literal(1),
  nodes: z.array(nodeSchema).min(1).max(LIMITS.projectNodes),
  edges: z.array(edgeSchema).max(LIMITS.editPatches),
  /** What the nodes refer to, so that another project gets it too. */
  messages: z.array(messageSchema),
  channels: z.array(channelSchema),
  choices: z.array(choiceSchema).default([]),
  rooms: z.array(roomSchema).default([]),
})
export type Clipboard = z.infer<typeof clipboardSchema>

/** Copies nodes of a flow, the arrows between them, and the messages, channels, choices and rooms that they use. Null when none is there. */
export function copyNodes(project: Project, flowId: string, nodeIds: readonly string[]): Clipboard | null {
  const flow = project.flows[flowId]
  const nodes = nodeIds.flatMap((id) => flow?.nodes[id] ?? [])
  if (flow === undefined || nodes.length === 0) return null
  const copied = new Set(nodeIds)
  const referred = nodes.flatMap((node) => referencesIn(node.config))
  const channels = referredEntries(project.channels, referred.flatMap(({ kind, id }) => (kind === 'channels' ? [id] : [])))
  const messages = referredEntries(project.messages, [...referred.flatMap(({ kind, id }) => (kind === 'messages' ? [id] : [])), ...channels.flatMap((channel) => channel.messageIds)])
  const rooms = referredEntries(project.rooms, referred.flatMap(({ kind, id }) => (kind === 'rooms' ? [id] : [])))
  const choices = referredEntries(project.choices, messages.flatMap((message) => Object.values(message.members).flatMap((member) => (member.type === 'field' && 'choiceId' in member.valueType ? [member.valueType.choiceId ?? ''] : []))))
  return cloneJson({ halley: 'clipboard', version: 1, nodes, edges: Object.values(flow.edges).filter((edge) => copied.has(edge.from) && copied.has(edge.to)), messages, channels, choices, rooms })
}

function referredEntries<Entry>(collection: Readonly<Record<string, Entry>>, ids: readonly string[]): Entry[] {
  return [...new Set(ids)].flatMap((id) => collection[id] ?? [])
}

/** Reads what is on the clipboard; undefined when it is not ours or damaged. */
export function readClipboard(text: string): Clipboard | undefined {
  if (text.length > LIMITS.projectBytes || !text.includes('"clipboard"')) return undefined
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Some other text: not a mistake, only nothing of ours to paste.
    return undefined
  }
  if (jsonBoundsProblem(json, { depth: LIMITS.jsonDepth, values: LIMITS.projectJsonValues }) !== undefined) return undefined
  const parsed = clipboardSchema.safeParse(json)
  return parsed.success ? parsed.data : undefined
}

/** Pixels by which pasted nodes are moved when no place is given: two grid steps of the eye. */
const PASTE_OFFSET_PX = 32

/**
 * Pastes nodes under new ids, with their arrows; the top left one stands at `at`, or a little off where it was copied.
 * Messages, channels, choices and rooms that this project does not have come along under their own ids, with free names.
 * A second Start is left out. Returns the new nodes' ids.
 */
export function pasteNodes(draft: Project, { flowId, clipboard, at }: { readonly flowId: string; readonly clipboard: Clipboard; readonly at?: Position }, newId: NewId): string[] {
  const flow = draft.flows[flowId]
  if (flow === undefined) return []
  bringAlong(draft, clipboard)
  const hasStart = Object.values(flow.nodes).some((node) => node.kind === 'start')
  const nodes = clipboard.nodes.filter((node) => !(hasStart && node.kind === 'start'))
  const move = offset(nodes, at)
  const ids = new Map(nodes.map((node) => [node.id, newId()]))
  for (const node of nodes) {
    const id = ids.get(node.id) ?? node.id
    flow.nodes[id] = { ...cloneJson(node), id, position: { x: node.position.x + move.x, y: node.position.y + move.y } }
  }
  for (const edge of clipboard.edges) {
    const from = ids.get(edge.from)
    const to = ids.get(edge.to)
    if (from === undefined || to === undefined) continue
    const id = edgeId(from, edge.exit)
    flow.edges[id] = { id, from, exit: edge.exit, to }
  }
  return [...ids.values()]
}

function offset(nodes: readonly Node[], at: Position | undefined): Position {
  if (at === undefined) return { x: PASTE_OFFSET_PX, y: PASTE_OFFSET_PX }
  return { x: at.x - Math.min(...nodes.map((node) => node.position.x)), y: at.y - Math.min(...nodes.map((node) => node.position.y)) }
}
