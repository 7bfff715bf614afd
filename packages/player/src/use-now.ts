import { useEffect, useState } from 'react'

const TICK_MS = 30_000

/** The time, every half minute anew. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNowMs(Date.now()), TICK_MS)
    return () => clearInterval(ticking)
  }, [])
  return nowMs
}
