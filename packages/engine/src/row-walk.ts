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

/**
 * Makes a row that a person chose the row in turn after a node: a walk of this one row, in place of the node's earlier one
 * and of those inside of it. Without a row those are over.
 */
export function chooseRow(frame: Frame, nodeId: string, row: { readonly value: Value } | null): void {
  const walks = frame.walks ?? []
  const position = walks.findIndex((walk) => walk.nodeId === nodeId)
  const around = position === -1 ? walks : walks.slice(0, position)
  if (row !== null) frame.walks = [...around, { nodeId, rows: [row.value], taken: 1 }]
  else if (position !== -1) frame.walks = around
}

/** The row in turn of the innermost walk of a frame; undefined when nothing walks there. */
export function rowInTurn(frame: Frame | undefined): Value | undefined {
  const walk = frame?.walks?.at(-1)
  return walk === undefined ? undefined : (walk.rows[walk.taken - 1] ?? null)
}
