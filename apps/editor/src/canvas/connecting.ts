import type { NodeFaces } from './node-face.ts'

/** Can an arrow from one node to another mean something? Nothing leads to Start or a Note, and to itself only a node that waits. */
export function mayConnect(faces: NodeFaces, from: string | null, to: string | null): boolean {
  const source = faces.get(from ?? '')
  const target = faces.get(to ?? '')
  if (source === undefined || target === undefined || !target.hasEntry || source.exits.length === 0) return false
  return source !== target || source.mayLoop
}

/** The exit by which something new is attached after a node: the first that leads nowhere; null when all lead somewhere. */
export function firstFreeExit(faces: NodeFaces, edges: Readonly<Record<string, unknown>>, nodeId: string): string | null {
  const exits = faces.get(nodeId)?.exits ?? []
  const free = exits.filter((exit) => edges[`${nodeId}:${exit.id}`] === undefined)
  return (free.find((exit) => exit.tone === undefined || exit.tone === 'normal') ?? free.find((exit) => exit.tone !== 'error'))?.id ?? null
}
