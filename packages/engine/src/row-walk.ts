import type { Value } from '@halley/model'
import type { Frame } from './session-state.ts'

/** Is a node walking a list in this frame? It is from its first row until its last was done. */
export function isWalking(frame: Frame | undefined, nodeId: string): boolean {
  return frame?.walks?.some((walk) => walk.nodeId === nodeId) === true
}

/**
 * Takes the next row of a node's walk in turn; false when there is none left, and the walk is over. `rows` begins a walk.
 * Walks inside of it that did not come to their end are over, too.
 */
export function takeNextRow(frame: Frame, nodeId: string, rows: readonly Value[] | null): boolean {
  const walks = frame.walks ?? []
  const position = walks.findIndex((walk) => walk.nodeId === nodeId)
  const around = position === -1 ? walks : walks.slice(0, position)
  const walk = rows === null ? walks[position] : { nodeId, rows, taken: 0 }
  const goesOn = walk !== undefined && walk.taken < walk.rows.length
  frame.walks = goesOn ? [...around, { ...walk, taken: walk.taken + 1 }] : around
  return goesOn
}

/** The row in turn of the innermost walk of a frame; undefined when nothing walks there. */
export function rowInTurn(frame: Frame | undefined): Value | undefined {
  const walk = frame?.walks?.at(-1)
  return walk === undefined ? undefined : (walk.rows[walk.taken - 1] ?? null)
}
