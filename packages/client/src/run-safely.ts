/** A handler that throws is the program's mistake: it is seen as such, and the other handlers get the event all the same. */
export function runSafely(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
