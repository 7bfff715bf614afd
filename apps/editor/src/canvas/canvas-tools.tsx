import { useReactFlow } from '@xyflow/react'
import { Hand, Map as MapIcon, Maximize, SquareDashedMousePointer, ZoomIn, ZoomOut } from 'lucide-react'
import { IconButton } from '../kit/index.ts'

/** Milliseconds of a camera move; none where motion is not wanted. */
export function cameraMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160
}

/** Everything in view, beside the palette and above the tools; never larger than life. */
export const wholeFlow = { maxZoom: 1, padding: { top: '28px', right: '28px', bottom: '56px', left: '64px' } } as const

export type PointerMode = 'pan' | 'select'

/** What dragging the ground does, zoom, fit, and the map. */
export function CanvasTools({ mode, onMode, mapShown, onMap }: { readonly mode: PointerMode; readonly onMode: (mode: PointerMode) => void; readonly mapShown: boolean; readonly onMap: (shown: boolean) => void }) {
  const camera = useReactFlow()
  return (
    <div className="canvas-tools nowheel nopan" role="toolbar" aria-label="Canvas">
      <IconButton size="small" label="Drag moves the canvas" tooltipSide="top" icon={<Hand />} pressed={mode === 'pan'} onClick={() => onMode('pan')} />
      <IconButton size="small" label="Drag selects (also Shift and drag)" tooltipSide="top" icon={<SquareDashedMousePointer />} pressed={mode === 'select'} onClick={() => onMode('select')} />
      <IconButton size="small" label="Zoom out" tooltipSide="top" icon={<ZoomOut />} onClick={() => void camera.zoomOut({ duration: cameraMs() })} />
      <IconButton size="small" label="Zoom in" tooltipSide="top" icon={<ZoomIn />} onClick={() => void camera.zoomIn({ duration: cameraMs() })} />
      <IconButton size="small" label="Show everything" shortcut="0" tooltipSide="top" icon={<Maximize />} onClick={() => void camera.fitView({ duration: cameraMs(), ...wholeFlow })} />
      <IconButton size="small" label="Map of the flowchart" tooltipSide="top" icon={<MapIcon />} pressed={mapShown} onClick={() => onMap(!mapShown)} />
    </div>
  )
}
