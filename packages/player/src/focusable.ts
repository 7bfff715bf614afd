const selector = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]'

/** What can take the focus below an element, in order. */
export function focusable(within: HTMLElement): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)].filter((element) => element.closest('[inert]') === null && element.offsetParent !== null)
}

/** Where the focus goes on from the ends of a trap: the index to focus, or null to leave it to the browser. */
export function wrapFocus(current: number, count: number, isBack: boolean): number | null {
  if (count === 0) return null
  if (isBack) return current <= 0 ? count - 1 : null
  return current === count - 1 || current === -1 ? 0 : null
}

/** May an overlay that arrives in `frame` take the focus? Not from what a person does elsewhere in the page. */
export function mayTakeFocus(frame: HTMLElement): boolean {
  const active = document.activeElement
  if (active === null || active === document.body || frame.contains(active)) return true
  // Beside it, in another client of the preview: from a button that was just pressed, but never from somebody's typing.
  return active.closest('[data-halley-client]') !== null && !(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement)
}

/** Brings the focus into an element: to its first input, else its first button, else its cross, else to itself. */
export function focusInto(element: HTMLElement): void {
  const controls = focusable(element)
  const first = controls.find((control) => control.matches('input, select, textarea')) ?? controls.find((control) => control.matches('button:not([data-close])')) ?? controls[0]
  ;(first ?? element).focus({ preventScroll: true })
}
