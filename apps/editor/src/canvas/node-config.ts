import type { AnyNodeKind } from '@halley/engine'
import type { Node } from '@halley/model'

/** A node's config as its kind reads it, with defaults filled in; `fits` is false when the document holds something else. */
export type ReadConfig = { readonly config: Readonly<Record<string, unknown>>; readonly fits: boolean }

// A document's parts are never changed in place, so a config object stands for its content.
const readConfigs = new WeakMap<object, { readonly kind: AnyNodeKind; readonly read: ReadConfig }>()

/** Reads a node's config by its kind's schema. Where it does not fit, the kind's defaults stand in, so that the node can still be drawn and mended. */
export function readConfig(kind: AnyNodeKind, node: Node): ReadConfig {
  const known = readConfigs.get(node.config)
  if (known?.kind === kind) return known.read
  const read = parseConfig(kind, node)
  readConfigs.set(node.config, { kind, read })
  return read
}

function parseConfig(kind: AnyNodeKind, node: Node): ReadConfig {
  const parsed = kind.config.safeParse(node.config)
  if (parsed.success) return { config: asRecord(parsed.data), fits: true }
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))
  const rest = Object.fromEntries(Object.entries(node.config).filter(([key]) => !wrong.has(key)))
  const mended = kind.config.safeParse(rest)
  return { config: mended.success ? asRecord(mended.data) : {}, fits: false }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
