import { createContext, useContext, useState, useSyncExternalStore } from 'react'
import { createDetailStages, type DetailStages } from './detail-stages.ts'

/** How much of a node is worth drawing at a zoom: everything; its title; a box. */
export type Detail = 'full' | 'title' | 'box'

/** Zoom below which a sentence cannot be read any more. */
const TITLE_BELOW = 0.45
/** Zoom below which a title cannot be read any more. */
export const BOX_BELOW = 0.22

/** What is worth drawing at a zoom. */
export function detailAt(zoom: number): Detail {
  return zoom < BOX_BELOW ? 'box' : zoom < TITLE_BELOW ? 'title' : 'full'
}

/** What all nodes and arrows of one canvas need to know. */
export type CanvasScene = { readonly flowId: string; readonly stages: DetailStages; /** Opens the quick search on an arrow. */ readonly insertOn: (edgeId: string, at: { x: number; y: number }) => void }

const SceneContext = createContext<CanvasScene>({ flowId: '', stages: createDetailStages('full', (draw) => draw()), insertOn: () => undefined })

export const SceneProvider = SceneContext

/** The canvas that a node or arrow is on. */
export function useScene(): CanvasScene {
  return useContext(SceneContext)
}

/** How much of the node or arrow that asks is to be drawn now; `detail-stages.ts` says when it changes. */
export function useDetail(): Detail {
  const { stages } = useScene()
  const [seat] = useState(() => stages.seat())
  return useSyncExternalStore(seat.subscribe, seat.detail)
}
