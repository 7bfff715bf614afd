import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { FailureBoundary } from './failure-boundary.tsx'
import { PaneSeparator } from './pane-separator.tsx'
import { PropertiesPane, ResourcePane } from './panes.ts'

/** The resources, and below them, where the window has no room at the right, the properties. */
export function LeftColumn({ withResources, withProperties }: { readonly withResources: boolean; readonly withProperties: boolean }) {
  const panelIds = [...(withResources ? ['pane-resources'] : []), ...(withProperties ? ['pane-properties'] : [])]
  const saved = useDefaultLayout({ id: 'halley-left', panelIds, storage: localStorage, onlySaveAfterUserInteractions: true })
  return (
    <Group id="halley-left" orientation="vertical" className="h-full" defaultLayout={saved.defaultLayout} onLayoutChanged={saved.onLayoutChanged}>
      {withResources ? (
        <Panel key="resources" id="pane-resources" minSize={120} defaultSize="38%">
          <FailureBoundary part="Resources"><ResourcePane /></FailureBoundary>
        </Panel>
      ) : null}
      {withResources && withProperties ? <PaneSeparator key="edge" label="Height of the resources" orientation="horizontal" /> : null}
      {withProperties ? (
        <Panel key="properties" id="pane-properties" minSize={120}>
          <section data-testid="properties" aria-label="Properties" className="h-full overflow-hidden"><FailureBoundary part="Properties"><PropertiesPane /></FailureBoundary></section>
        </Panel>
      ) : null}
    </Group>
  )
}
