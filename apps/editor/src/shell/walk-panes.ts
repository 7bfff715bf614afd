/** The panes in the order in which F6 walks them, by the names of their regions. */
const paneNames = ['Resources', 'Drawing', 'Properties', 'Log and problems', 'Preview'] as const
/** The name of a pane's region. */
export type PaneName = (typeof paneNames)[number]

/** Where a pane is entered for the first time: its row or node that Tab would reach, what a user of the preview fills in, what the open tab shows. */
const entries = ['[role="treeitem"][tabindex="0"]', '.react-flow__node[tabindex="0"]', '[data-halley-client] form :is(input, select, textarea, button)', '[role="tabpanel"] :is(input, button, [tabindex="0"])', ':is(a[href], input, button, select, textarea, [tabindex="0"])']

/** What had the focus when a pane was left by F6. */
const left = new Map<PaneName, HTMLElement>()

/** Moves the focus to the next pane that is shown (or the one before), to where it was there. */
export function walkPanes(by: 1 | -1): void {
  const active = document.activeElement
  const from = paneOf(active)
  const at = from === undefined ? -1 : paneNames.indexOf(from)
  if (from !== undefined && active instanceof HTMLElement) left.set(from, active)
  const start = at === -1 && by === -1 ? 0 : at
  for (let steps = 1; steps <= paneNames.length; steps += 1) {
    const name = paneNames[(start + by * steps + paneNames.length * 2) % paneNames.length]
    if (name !== undefined && enterPane(name)) return
  }
}

/** Moves the focus into a pane, to where it was there; false when it is not shown. */
export function enterPane(name: PaneName): boolean {
  const target = entryOf(name)
  target?.focus()
  return target !== undefined
}

/** The pane that an element is in. */
export function paneOf(element: Element | null): PaneName | undefined {
  return paneNames.find((name) => paneCalled(name)?.contains(element) === true)
}

function paneCalled(name: PaneName): HTMLElement | null {
  return document.querySelector<HTMLElement>(`section[aria-label="${name}"]`)
}

function entryOf(name: PaneName): HTMLElement | undefined {
  const pane = paneCalled(name)
  if (pane === null) return undefined
  const before = left.get(name)
  if (before !== undefined && pane.contains(before) && canTakeFocus(before)) return before
  for (const entry of entries) {
    const found = [...pane.querySelectorAll<HTMLElement>(entry)].find(canTakeFocus)
    if (found !== undefined) return found
  }
  return undefined
}

function canTakeFocus(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && element.closest('[inert]') === null && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true })
}
