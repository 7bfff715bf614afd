import { useLayoutEffect, useRef, type RefObject } from 'react'

/** A box that always holds the newest value, for handlers that outlive one drawing. Not to be read while drawing. */
export function useNewest<T>(value: T): RefObject<T> {
  const box = useRef(value)
  useLayoutEffect(() => {
    box.current = value
  })
  return box
}
