import type { Readable } from './observable.ts'

/** Waits until what is observed is so. */
export async function until<T>(place: Readable<T>, isSo: (value: T) => boolean): Promise<T> {
  if (isSo(place.get())) return place.get()
  return new Promise((resolve) => {
    const off = place.subscribe(() => {
      if (!isSo(place.get())) return
      off()
      resolve(place.get())
    })
  })
}
