import type { Traffic } from './node-kind.ts'
import type { CompiledNode } from './program.ts'

/** What a node sends, hears and calls; undefined for a kind without traffic, and for a config that its kind cannot read. */
export function trafficOf({ kind, config, prepared, blockedBy }: CompiledNode): Traffic | undefined {
  return prepared === null && blockedBy?.code === 'node/config_invalid' ? undefined : kind?.traffic?.(config)
}

/** The flow that a run goes through at this node; undefined where none is called, or only when a message arrives. */
export function callsAtOnce(node: CompiledNode): string | undefined {
  const { calls = [], listens } = trafficOf(node) ?? {}
  return listens === undefined ? (calls[0] ?? undefined) : undefined
}
