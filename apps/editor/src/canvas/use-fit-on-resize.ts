import { getViewportForBounds, useReactFlow, useStore, type FitViewOptions, type Viewport } from '@xyflow/react'
import { useEffect, useRef } from 'react'

type Options = Required<Pick<FitViewOptions, 'minZoom' | 'maxZoom'>> & { readonly padding: NonNullable<FitViewOptions['padding']> }

/** Pixels by which a view may differ from the fitting one and still be taken for it. */
const NEAR = 1

/**
 * Keeps the whole flow in view while its pane changes its size, as panes do that are still being laid out. Only where it is
 * fitted now: a view that somebody has moved stays as they left it.
 */
export function useFitOnResize(options: Options): void {
  const instance = useReactFlow()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const sizeBefore = useRef({ width: 0, height: 0 })
  useEffect(() => {
    const before = sizeBefore.current
    sizeBefore.current = { width, height }
    if (before.width === 0 || before.height === 0 || width === 0 || height === 0) return
    const fitting = getViewportForBounds(instance.getNodesBounds(instance.getNodes()), before.width, before.height, options.minZoom, options.maxZoom, options.padding)
    if (isNear(instance.getViewport(), fitting)) void instance.fitView({ ...options, duration: 0 })
  }, [instance, width, height, options])
}

function isNear(left: Viewport, right: Viewport): boolean {
  return Math.abs(left.x - right.x) <= NEAR && Math.abs(left.y - right.y) <= NEAR && Math.abs(left.zoom - right.zoom) <= 0.01
}
