import type { Exit } from '@halley/engine'
import type { NodeFace } from './node-face.ts'

/** Pixels; the grid that everything on the canvas sits on. */
export const GRID = 8
/** Pixels of a card: room for one plain sentence on two lines. */
export const CARD_WIDTH = 224
const PILL_WIDTH = 104
const PILL_HEIGHT = 40
/** Pixels from the top to the entry, the same for all shapes, so that a row of nodes has straight arrows. */
const ENTRY_Y = 20
/** Pixels of icon, title and sentence. */
const CARD_HEAD = 72
const EXIT_ROW = 24
const ERROR_ROW = 16
/** Pixels from the left to the Error exit, which leaves downwards. */
const ERROR_X = 28
/** Pixels of a handle's dot. */
export const HANDLE = 10
/** Characters of a note on one line, about. */
const NOTE_COLUMNS = 32
const NOTE_LINE = 16
const NOTE_MOST = 320

export type Size = { readonly width: number; readonly height: number }
/** The centre of an exit's handle, from the node's top left. */
export type ExitPlace = { readonly exit: Exit; readonly x: number; readonly y: number; readonly side: 'right' | 'bottom' }

/** How large a node is drawn. Known from its face alone, so that nothing has to be measured before arrows can be drawn. */
export function nodeSize(face: Pick<NodeFace, 'shape' | 'exits' | 'summary'>): Size {
  switch (face.shape) {
    case 'pill':
      return { width: PILL_WIDTH, height: PILL_HEIGHT }
    case 'note': {
      const lines = face.summary.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / NOTE_COLUMNS)), 0)
      return { width: CARD_WIDTH, height: onGridUp(Math.min(NOTE_MOST, 16 + lines * NOTE_LINE)) }
    }
    case 'card': {
      const normal = face.exits.filter((exit) => exit.tone !== 'error').length
      const hasError = normal < face.exits.length
      return { width: CARD_WIDTH, height: CARD_HEAD + (normal > 1 ? normal * EXIT_ROW : hasError ? ERROR_ROW : 0) }
    }
  }
}

/** Where the exits are: a single one at the height of the entry, several below each other at the right, Error at the bottom. */
export function exitPlaces(face: Pick<NodeFace, 'shape' | 'exits' | 'summary'>): ExitPlace[] {
  const { width, height } = nodeSize(face)
  const normal = face.exits.filter((exit) => exit.tone !== 'error')
  const errors = face.exits.filter((exit) => exit.tone === 'error')
  return [
    ...normal.map((exit, row): ExitPlace => ({ exit, x: width, y: normal.length === 1 ? ENTRY_Y : CARD_HEAD + row * EXIT_ROW + EXIT_ROW / 2, side: 'right' })),
    ...errors.map((exit, column): ExitPlace => ({ exit, x: ERROR_X + column * 48, y: height, side: 'bottom' })),
  ]
}

/** Where arrows come in, from the node's top left. */
export const entryPlace = { x: 0, y: ENTRY_Y } as const

/** The nearest place on the grid. */
export function onGrid({ x, y }: { readonly x: number; readonly y: number }): { x: number; y: number } {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID }
}

function onGridUp(pixels: number): number {
  return Math.ceil(pixels / GRID) * GRID
}
