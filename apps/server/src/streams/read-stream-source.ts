import type { Connection, Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { HttpStreamer } from '../outgoing/http-streamer.ts'
import type { SecretVault } from '../secrets/secret-vault.ts'
import { joinedUrl, signIn } from '../sessions/ask-service.ts'
import { turnsOf } from './conversation-source.ts'
import { readDemoModel } from './demo-model-source.ts'
import { readHttp, type Access } from './http-source.ts'
import { readModel } from './model-source.ts'
import { failed, type AnySource, type ReadStreamSource, type SourceEnd } from './stream-source.ts'
import { readText } from './text-source.ts'

export type SourceSurroundings = {
  readonly streamer: HttpStreamer
  readonly vault: Pick<SecretVault, 'open'>
  readonly clock: ServerClock
  readonly onFailure: (error: unknown, what: string) => void
}

/** Makes what reads the sources of streams. */
export function createStreamSources({ streamer, vault, clock, onFailure }: SourceSurroundings): ReadStreamSource {
  return async (source, reading) => {
    try {
      if (source.type === 'text') return await readText(source, reading, clock)
      const { project } = reading
      const connection = source.connectionId === null ? null : project.connections[source.connectionId]
      if (connection === undefined) return failed('http/connection_missing', 'The connection does not exist any more.')
      if (connection?.settings.type === 'demoModel' && source.type !== 'http') return await readDemoModel(turnsOf(source), reading, clock)
      const access = await accessTo(source, { connection, project, vault })
      if ('ok' in access) return access
      if (source.type === 'http') return await readHttp(source, access, { streamer, reading })
      if (connection?.settings.type !== 'model') return failed('http/connection_missing', `"${access.name}" is no connection to an AI model any more.`)
      return await readModel(source, { ...access, model: connection.settings.model }, { streamer, reading })
    } catch (error) {
      onFailure(error, 'reading the source of a stream')
      return failed('internal', 'Something went wrong in the server; it was logged.')
    }
  }
}

type Reaching = { readonly connection: Connection | null; readonly project: Project; readonly vault: Pick<SecretVault, 'open'> }

async function accessTo(source: Exclude<AnySource, { type: 'text' }>, { connection, project, vault }: Reaching): Promise<Access | SourceEnd> {
  const path = source.type === 'http' ? source.url : '/chat/completions'
  if (connection === null) return { name: URL.canParse(path) ? `"${new URL(path).hostname}"` : 'The service', url: path, headers: [], secrets: [] }
  const url = joinedUrl(connection, path)
  if (typeof url !== 'string') return url
  const signedIn = await signIn(connection, (origin) => vault.open(project.id, connection.id, origin))
  return 'ok' in signedIn ? signedIn : { name: `"${connection.name}"`, url, headers: signedIn.headers, secrets: signedIn.hidden }
}
