import type { ScreenView } from '@halley/model'
import { useState } from 'react'

/** The words for a screen reader when overlays arrive: the newest by name, others by number. They stay until the next arrival. */
export function useArrivals(overlays: readonly ScreenView[]): string {
  const [known, setKnown] = useState<{ readonly overlays: readonly ScreenView[]; readonly words: string }>({ overlays: [], words: '' })
  if (known.overlays !== overlays) {
    const arrived = overlays.filter((overlay) => !known.overlays.some((other) => other.id === overlay.id))
    setKnown({ overlays, words: arrived.length === 0 ? known.words : arrivalWords(arrived) })
  }
  return known.words
}

/** "Ticket arrived: Printer on fire", or "Ticket arrived: … and 3 more". */
export function arrivalWords(arrived: readonly Pick<ScreenView, 'title' | 'message'>[]): string {
  const newest = arrived.at(-1)
  if (newest === undefined) return ''
  const words = newest.message === null ? `Opened: ${newest.title}` : `${newest.message.name} arrived: ${newest.title}`
  return arrived.length === 1 ? words : `${words}, and ${arrived.length - 1} more`
}
