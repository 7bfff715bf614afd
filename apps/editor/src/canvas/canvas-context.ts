import { createContext, useContext } from 'react'

/** How much of a node is worth drawing at a zoom: everything; its title; a box. */
export type Detail = 'full' | 'title' | 'box'

/** Zoom below which a sentence cannot be read any more. */
const TITLE_BELOW = 0.45
/** Zoom below which a title cannot be read any more. */
const BOX_BELOW = 0.22

/** What is worth drawing at a zoom. */
export function detailAt(zoom: number): Detail {
  return zoom < BOX_BELOW ? 'box' : zoom < TITLE_BELOW ? 'title' : 'full'
}

/** What all nodes and arrows of one canvas need to know. */
export type CanvasScene = { readonly flowId: string; readonly detail: Detail; /** Opens the quick search on an arrow. */ readonly insertOn: (edgeId: string, at: { x: number; y: number }) => void }

const SceneContext = createContext<CanvasScene>({ flowId: '', detail: 'full', insertOn: () => undefined })

export const SceneProvider = SceneContext

/** The canvas that a node or arrow is on. */
export function useScene(): CanvasScene {
  return useContext(SceneContext)
}
