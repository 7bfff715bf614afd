/** Milliseconds after which work is done even when the page is never idle. */
const AT_LATEST_MS = 1_000

/** Does work when the page has nothing better to do. Returns what calls it off. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback(work, { timeout: AT_LATEST_MS })
    return () => cancelIdleCallback(id)
  }
  // Safari has no idle callbacks: after the current work is the nearest thing.
  const timer = setTimeout(work, 0)
  return () => clearTimeout(timer)
}
