import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { showDock, useView } from '../stores/view-store.ts'
import { Centre } from './centre.tsx'
import { Dock } from './dock.tsx'
import { PaneSeparator } from './pane-separator.tsx'
import { useOpenPanel } from './use-open-panel.ts'

/** Pixels: the dock's own tabs, which stay when it is closed. */
const DOCK_TABS_HEIGHT = 32

/** What is drawn, over what happened. */
export function CentreWithDock() {
  const saved = useDefaultLayout({ id: 'halley-centre', storage: localStorage, onlySaveAfterUserInteractions: true })
  const isOpen = useView((view) => view.dock !== null)
  const dock = useOpenPanel(isOpen, (open) => showDock(open ? 'log' : null))
  return (
    <Group id="halley-centre" orientation="vertical" className="h-full" defaultLayout={saved.defaultLayout} onLayoutChanged={saved.onLayoutChanged}>
      <Panel id="work" minSize={120}>
        <section aria-label="Drawing" className="h-full"><Centre /></section>
      </Panel>
      <PaneSeparator label="Height of the log and problems" orientation="horizontal" />
      <Panel id="dock" panelRef={dock.panelRef} onResize={dock.onResize} collapsible collapsedSize={DOCK_TABS_HEIGHT} minSize={104} defaultSize={200} groupResizeBehavior="preserve-pixel-size" className="bg-pane">
        <Dock />
      </Panel>
    </Group>
  )
}
