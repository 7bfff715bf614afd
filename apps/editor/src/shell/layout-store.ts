import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { z } from 'zod'

/** The panes that can be put away. */
export type PaneName = 'resources' | 'properties' | 'preview'
export type LayoutState = Readonly<Record<PaneName, boolean>> & {
  /** The preview over the full width, in place of everything else. */
  readonly previewWide: boolean
}

const storageKey = 'halley-layout'
const layoutSchema = z.object({ resources: z.boolean(), properties: z.boolean(), preview: z.boolean(), previewWide: z.boolean() })
const everythingOpen: LayoutState = { resources: true, properties: true, preview: true, previewWide: false }

/** Which panes are there; remembered by this browser. Sizes are remembered by the panel groups. */
export const layoutStore = createStore<LayoutState>(() => remembered())
layoutStore.subscribe((state) => localStorage.setItem(storageKey, JSON.stringify(state)))

/** Reads a slice of the layout. */
export function useLayout<T>(select: (layout: LayoutState) => T): T {
  return useStore(layoutStore, select)
}

/** Shows a pane, or puts it away. */
export function showPane(pane: PaneName, shown: boolean): void {
  layoutStore.setState({ [pane]: shown, ...(pane === 'preview' && !shown && { previewWide: false }) })
}

/** Shows a pane that is away, puts away one that is shown. */
export function togglePane(pane: PaneName): void {
  showPane(pane, !layoutStore.getState()[pane])
}

/** Gives the preview the full width, or gives the room back. */
export function togglePreviewWide(): void {
  layoutStore.setState(({ previewWide }) => ({ previewWide: !previewWide, preview: true }))
}

function remembered(): LayoutState {
  try {
    return layoutSchema.catch(everythingOpen).parse(JSON.parse(localStorage.getItem(storageKey) ?? 'null'))
  } catch {
    // Not JSON: somebody else's, or cut off. Starting with everything open loses nothing.
    return everythingOpen
  }
}
