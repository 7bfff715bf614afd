import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** What floats over the editor: the palette, the list of keys, or nothing. */
export type PaletteState = { readonly open: 'commands' | 'keys' | null }

export const paletteStore = createStore<PaletteState>(() => ({ open: null }))

/** Reads what is open. */
export function usePalette<T>(select: (state: PaletteState) => T): T {
  return useStore(paletteStore, select)
}

/** Opens the command palette. */
export function openPalette(): void {
  paletteStore.setState({ open: 'commands' })
}

/** Opens the list of keys. */
export function openKeys(): void {
  paletteStore.setState({ open: 'keys' })
}

/** Closes whichever is open. */
export function closePalette(): void {
  paletteStore.setState({ open: null })
}
