import type { AskService } from '../sessions/session-requests.ts'
import type { ReadStreamSource } from '../streams/stream-source.ts'
import type { RunPermits } from './run-permits.ts'

/** Asks services only for projects that may reach outside. */
export function askWhereAllowed(ask: AskService, permits: Pick<RunPermits, 'stopOf'>): AskService {
  return (request, project, signal) => {
    const stop = permits.stopOf(project.id)
    return stop === undefined ? ask(request, project, signal) : Promise.resolve({ ok: false, ...stop })
  }
}

/** Reads sources of streams only for projects that may reach outside; what is in the project or in this server itself is read for all. */
export function readWhereAllowed(read: ReadStreamSource, permits: Pick<RunPermits, 'stopOf'>): ReadStreamSource {
  return (source, reading) => {
    const isInside = source.type === 'text' || (source.type !== 'http' && reading.project.connections[source.connectionId]?.settings.type === 'demoModel')
    const stop = isInside ? undefined : permits.stopOf(reading.project.id)
    return stop === undefined ? read(source, reading) : Promise.resolve({ ok: false, ...stop })
  }
}
