/** The tree of everything in the project: tabs, folders, search, menus. */
export function ResourcePane() {
  return <section data-testid="resource-pane" aria-label="Resources" />
}
