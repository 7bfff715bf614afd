import type { AnyNodeKind, FormField, ModelContext } from '@halley/engine'
import { inOrder, setNodeConfig, type Node, type NewNode, type Project } from '@halley/model'
import { readConfig } from '../canvas/node-config.ts'
import { change } from '../stores/project-store.ts'

/** A value as a node's config holds it. */
export type ConfigValue = NonNullable<NewNode['config']>[string]
type Config = Readonly<Record<string, unknown>>

/** One row of a generated form. */
export type FormRow = {
  readonly key: string
  readonly field: FormField<Config>
  readonly value: unknown
  /** The whole config of the first node. */
  readonly config: Config
  /** Do the selected nodes differ here? */
  readonly isMixed: boolean
}

/** Which nodes a form edits: one, or several of one kind in one flow. */
export type FormSubject = { readonly flowId: string; readonly nodeIds: readonly string[] }

/** The rows of a kind's form that are visible for these nodes; the first decides what is visible. */
export function formRows(kind: AnyNodeKind, nodes: readonly Node[], context: ModelContext): FormRow[] {
  const [first, ...others] = nodes.map((node) => readConfig(kind, node).config)
  if (first === undefined) return []
  return formFields(kind).flatMap(([key, field]) => {
    if (field.control === 'hidden' || field.visible?.(first, context) === false) return []
    const text = JSON.stringify(first[key])
    return [{ key, field, value: first[key], config: first, isMixed: others.some((config) => JSON.stringify(config[key]) !== text) }]
  })
}

// The catalog holds kinds without their config's type; a form is still one field per key.
function formFields(kind: AnyNodeKind): readonly (readonly [string, FormField<Config>])[] {
  const form: Readonly<Record<string, FormField<Config>>> = kind.form
  return Object.entries(form)
}

/** Sets one property of the nodes; typing on in one field is one step of the history. */
export function setProperty({ flowId, nodeIds }: FormSubject, row: { readonly key: string; readonly label: string }, value: ConfigValue | undefined): void {
  change(`Change ${row.label.toLowerCase()}`, (draft) => {
    for (const nodeId of nodeIds) setNodeConfig(draft, { flowId, nodeId }, row.key, value)
  }, { mergeKey: `config/${flowId}/${nodeIds.join()}/${row.key}` })
}

/** Changes one line of a property that is a map of lines, without touching the others. */
export function changeLine({ flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }, line: { readonly key: string; readonly id: string; readonly label: string }, values: { readonly [name: string]: ConfigValue }): void {
  change(line.label, (draft) => {
    const lines = linesOf(draft, flowId, nodeId, line.key)
    const before = lines[line.id]
    lines[line.id] = { ...(isMap(before) ? before : {}), id: line.id, ...values }
  }, { mergeKey: `line/${flowId}/${nodeId}/${line.key}/${line.id}/${Object.keys(values).join()}` })
}

/** Takes a line away. */
export function deleteLine({ flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }, line: { readonly key: string; readonly id: string; readonly label: string }): void {
  change(line.label, (draft) => {
    delete linesOf(draft, flowId, nodeId, line.key)[line.id]
  })
}

/** The lines of such a property, in their order. */
export function linesIn<Line extends { readonly id: string; readonly order: string }>(value: unknown, isLine: (line: unknown) => line is Line): Line[] {
  if (!isMap(value)) return []
  return inOrder(Object.fromEntries(Object.entries(value).flatMap(([id, line]) => (isLine(line) ? [[id, line]] : []))))
}

function linesOf(draft: Project, flowId: string, nodeId: string, key: string): { [id: string]: ConfigValue } {
  const node = draft.flows[flowId]?.nodes[nodeId]
  if (node === undefined) return {}
  const lines = node.config[key]
  if (isMap(lines)) return lines
  const fresh = {}
  node.config[key] = fresh
  return fresh
}

function isMap(value: unknown): value is { [id: string]: ConfigValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
