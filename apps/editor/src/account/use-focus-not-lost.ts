import { useEffect } from 'react'

/**
 * Gives the focus to the page's title when what had it is gone: the link that led here, or the row that was removed. Nobody has
 * done anything while a page is only being opened, so nothing is taken then.
 */
export function useFocusNotLost(): void {
  useEffect(() => {
    if (!navigator.userActivation.hasBeenActive || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  })
}
