import { ShieldAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { callServer } from '../sync/call-server.ts'

const healthSchema = z.object({ safeMode: z.literal(true).optional() })

/** Says, where the server was started in safe mode, that nothing runs: before somebody opens a project and wonders. */
export function SafeModeNote() {
  const [isSafe, setSafe] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    // What cannot be asked is said by the list of projects.
    void callServer('/healthz', { signal: stop.signal }, healthSchema).then((called) => setSafe(called.ok && called.value.safeMode === true))
    return () => stop.abort()
  }, [])
  if (!isSafe) return null
  return (
    <p role="status" className="flex items-start gap-2 rounded-lg border border-line bg-warning-soft px-3 py-2 text-sm text-warning">
      <ShieldAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>Safe mode: nothing runs, here and in published apps. Look at projects and correct what does harm, then start Halley without --safe.</span>
    </p>
  )
}
