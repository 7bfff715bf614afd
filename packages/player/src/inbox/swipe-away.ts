import { useRef, type PointerEvent } from 'react'

/** Pixels that a finger has to go to the side, and until then everything goes back to where it was. */
const FAR = 84
const AWAY_MS = 160

/** Lets an element go away to the side; at once for those who want no motion. */
export async function leave(element: HTMLElement, isToEnd: boolean): Promise<void> {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const height = `${element.offsetHeight}px`
  // From where a finger has brought it.
  const transform = element.style.transform === '' ? 'none' : element.style.transform
  const going = element.animate([{ opacity: 1, height, transform }, { opacity: 0, height, transform: `translateX(${isToEnd ? '' : '-'}70%)`, offset: 0.55 }, { opacity: 0, height: '0' }], { duration: AWAY_MS, easing: 'ease-out', fill: 'forwards' })
  element.style.overflow = 'hidden'
  // Cut short or not, it is gone.
  await Promise.allSettled([going.finished])
}

/** A finger that wipes an element away, to either side; a mouse has a button for it. */
export function useSwipeAway(onAway: (isToEnd: boolean) => void) {
  const from = useRef<{ readonly id: number; readonly x: number } | null>(null)
  const distance = useRef(0)
  const end = ({ currentTarget }: PointerEvent<HTMLElement>) => {
    if (from.current === null) return
    from.current = null
    if (Math.abs(distance.current) >= FAR) return onAway(distance.current > 0)
    currentTarget.style.transform = ''
  }
  return {
    onPointerDown: ({ pointerId, pointerType, clientX }: PointerEvent<HTMLElement>) => {
      distance.current = 0
      from.current = pointerType === 'mouse' ? null : { id: pointerId, x: clientX }
    },
    onPointerMove: ({ pointerId, clientX, currentTarget }: PointerEvent<HTMLElement>) => {
      if (from.current?.id !== pointerId) return
      distance.current = clientX - from.current.x
      if (Math.abs(distance.current) > 8) currentTarget.style.transform = `translateX(${distance.current}px)`
    },
    onPointerUp: end,
    onPointerCancel: (event: PointerEvent<HTMLElement>) => {
      // The browser scrolls instead.
      distance.current = 0
      end(event)
    },
  }
}
