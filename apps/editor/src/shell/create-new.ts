import type { FlowType, TreeName } from '@halley/model'
import { openNewResource } from '../resources/resource-pane-store.ts'
import { resourceTabOf, showResourceTab } from '../stores/view-store.ts'
import { showPane } from './layout-store.ts'

/** Asks for the name of a new resource, with the resource pane open where it will appear. */
export function createNew(tree: TreeName, flowType: FlowType = 'flowchart'): void {
  showPane('resources', true)
  showResourceTab(resourceTabOf(tree))
  openNewResource(tree, { flowType })
}
