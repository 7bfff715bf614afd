/**
 * Does what an entry of a menu says once the menu has given the focus back, which it does a turn after it is gone: a dialog
 * that opens then knows where the focus was.
 */
export function whenMenuIsGone(act: () => void): void {
  setTimeout(() => setTimeout(act, 0), 0)
}
