import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { classNames } from '../kit/index.ts'
import { CentreWithDock } from './centre-with-dock.tsx'
import { FailureBoundary } from './failure-boundary.tsx'
import { showPane, useLayout } from './layout-store.ts'
import { LeftColumn } from './left-column.tsx'
import { PaneSeparator } from './pane-separator.tsx'
import { PreviewPane, PropertiesPane } from './panes.ts'
import { useOpenPanel } from './use-open-panel.ts'
import { useIsWide } from './use-is-wide.ts'

/** Pixels. Below 385 the clients stand over each other. */
const PREVIEW_MIN = 300

/**
 * Everything below the header: resources left, the centre with its dock, properties (right of the centre on wide
 * windows, below the resources on narrow ones), the preview right.
 */
export function Workbench() {
  const isWide = useIsWide()
  const layout = useLayout((state) => state)
  const hasLeft = layout.resources || (!isWide && layout.properties)
  const hasRight = isWide && layout.properties
  const panelIds = [...(hasLeft ? ['left'] : []), 'centre', ...(hasRight ? ['right'] : []), 'pane-preview']
  const saved = useDefaultLayout({ id: isWide ? 'halley-wide' : 'halley-narrow', panelIds, storage: localStorage, onlySaveAfterUserInteractions: true })
  const preview = useOpenPanel(layout.preview, (open) => showPane('preview', open))
  const isPreviewWide = layout.previewWide && layout.preview
  return (
    <main className="min-h-0 flex-1"><Group id="halley-panes" className="h-full" defaultLayout={saved.defaultLayout} onLayoutChanged={saved.onLayoutChanged}>
      {hasLeft ? (
        <Panel key="left" id="left" defaultSize={isWide ? 264 : 236} minSize={180} maxSize={480} groupResizeBehavior="preserve-pixel-size" className="bg-pane">
          <div className="h-full" inert={isPreviewWide}><LeftColumn withProperties={!isWide && layout.properties} withResources={layout.resources} /></div>
        </Panel>
      ) : null}
      {hasLeft ? <PaneSeparator key="left-edge" label="Width of the resources" /> : null}
      <Panel key="centre" id="centre" minSize={320}>
        <div className="h-full" inert={isPreviewWide}><CentreWithDock /></div>
      </Panel>
      {hasRight ? <PaneSeparator key="right-edge" label="Width of the properties" /> : null}
      {hasRight ? (
        <Panel key="right" id="right" defaultSize={304} minSize={220} maxSize={560} groupResizeBehavior="preserve-pixel-size" className="bg-pane">
          <section data-testid="properties" aria-label="Properties" inert={isPreviewWide} className="h-full overflow-hidden"><FailureBoundary part="Properties"><PropertiesPane /></FailureBoundary></section>
        </Panel>
      ) : null}
      <PaneSeparator key="preview-edge" label="Width of the preview" hidden={!layout.preview} />
      <Panel key="preview" id="pane-preview" panelRef={preview.panelRef} onResize={preview.onResize} collapsible collapsedSize={0} defaultSize={isWide ? 520 : 424} minSize={PREVIEW_MIN} groupResizeBehavior="preserve-pixel-size" className="bg-ground">
        <section
          data-testid="preview"
          aria-label="Preview"
          inert={!layout.preview}
          className={classNames('overflow-hidden', !layout.preview && 'invisible', isPreviewWide ? 'fixed inset-x-0 top-(--header-height) bottom-0 z-30 bg-ground' : 'h-full')}
        >
          <FailureBoundary part="The preview"><PreviewPane /></FailureBoundary>
        </section>
      </Panel>
    </Group></main>
  )
}
