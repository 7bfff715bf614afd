/** The first thing in an element that can be filled in or chosen; a delete button beside it is no such thing. Null when there is none. */
export function firstFieldIn(element: Element): HTMLElement | null {
  return element.querySelector<HTMLElement>('.cm-content, input:not([readonly]):not(:disabled), textarea, button:not(:disabled), [role="combobox"]')
}
