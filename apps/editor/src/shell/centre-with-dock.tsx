import { useRef, type RefObject } from 'react'
import { Group, Panel, useDefaultLayout, type PanelImperativeHandle } from 'react-resizable-panels'
import { showDock, useView } from '../stores/view-store.ts'
import { Centre } from './centre.tsx'
import { Dock } from './dock.tsx'
import { PaneSeparator } from './pane-separator.tsx'
import { useOpenPanel } from './use-open-panel.ts'

/** Pixels: the dock's own tabs, which stay when it is closed. */
const DOCK_TABS_HEIGHT = 32
/** Pixels of the dock in which the details of a log row can be read: their title, and some ten lines. */
const DETAILS_HEIGHT = 288

/** What is drawn, over what happened. */
export function CentreWithDock() {
  const saved = useDefaultLayout({ id: 'halley-centre', storage: localStorage, onlySaveAfterUserInteractions: true })
  const isOpen = useView((view) => view.dock !== null)
  const dock = useOpenPanel(isOpen, (open) => showDock(open ? 'log' : null))
  const makeRoom = useRoomForDetails(dock.panelRef)
  return (
    <Group id="halley-centre" orientation="vertical" className="h-full" defaultLayout={saved.defaultLayout} onLayoutChanged={saved.onLayoutChanged}>
      <Panel id="work" minSize={120}>
        <section aria-label="Drawing" className="h-full"><Centre /></section>
      </Panel>
      <PaneSeparator label="Height of the log and problems" orientation="horizontal" />
      <Panel id="dock" panelRef={dock.panelRef} onResize={dock.onResize} collapsible collapsedSize={DOCK_TABS_HEIGHT} minSize={104} defaultSize={200} groupResizeBehavior="preserve-pixel-size" className="bg-pane">
        <Dock onDetails={makeRoom} />
      </Panel>
    </Group>
  )
}

// Makes a low dock higher while details are shown; afterwards it is as before, unless somebody dragged it meanwhile.
function useRoomForDetails(panelRef: RefObject<PanelImperativeHandle | null>): (shown: boolean) => void {
  const heightBefore = useRef<number | null>(null)
  return (shown) => {
    const panel = panelRef.current
    if (panel === null || panel.isCollapsed()) return
    const heightNow = panel.getSize().inPixels
    if (shown && heightBefore.current === null && heightNow < DETAILS_HEIGHT) {
      panel.resize(DETAILS_HEIGHT)
      heightBefore.current = heightNow
    } else if (!shown && heightBefore.current !== null) {
      if (Math.abs(heightNow - DETAILS_HEIGHT) < 2) panel.resize(heightBefore.current)
      heightBefore.current = null
    }
  }
}
