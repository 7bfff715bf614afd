import { collectionOf, type FlowType, type Shelf } from '@halley/model'
import { openNewResource } from '../resources/resource-pane-store.ts'
import { resourceTabOf, showResourceTab } from '../stores/view-store.ts'
import { showPane } from './layout-store.ts'

/** Asks for the name of a new resource, with the resource pane open where it will appear. */
export function createNew(tree: Shelf, flowType: FlowType = 'flowchart'): void {
  showPane('resources', true)
  showResourceTab(resourceTabOf(tree === 'endpoints' ? 'connections' : collectionOf(tree)))
  openNewResource(tree, { flowType })
}
