import type { ServerClock } from './clock.ts'
import type { ImportBounds } from './imports/import-desk.ts'
import type { AllowedHost } from './outgoing/allowed-hosts.ts'
import type { Storage } from './storage/storage.ts'

/** How a server is to be; everything but the folder has a default. */
export type ServerOptions = {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** Folder of the data; made where it is missing. */
  readonly dataFolder: string
  /** Address of a PostgreSQL, `postgres://…`, that is the storage instead of a file in the data folder. */
  readonly databaseUrl?: string | undefined
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly clock?: ServerClock
  /** Instead of the one that the options above say. */
  readonly storage?: Storage
  /** Milliseconds between pings of a connection, and for the pong to come. */
  readonly pingIntervalMs?: number
  readonly pingTimeoutMs?: number
  /** HTTP requests that endpoints serve at once, when lower than the limit. */
  readonly requestsAtOnce?: number
  readonly version?: string
  /** The address at which people use the server, such as `https://halley.example`; by itself, where it listens. */
  readonly publicUrl?: string | undefined
  /** Origins, beside that of the public address, whose pages may use the server. */
  readonly origins?: readonly string[]
  /** What flows may call although it is inside the server's network; none unless given. */
  readonly allowedHosts?: readonly AllowedHost[]
  /** Lets whoever sends it read /metrics from anywhere. */
  readonly metricsToken?: string | undefined
  /** Handshakes a second that are taken, when other than the limit. */
  readonly handshakesPerSecond?: number
  /** Bounds of imports, when lower than the limits. */
  readonly imports?: Partial<ImportBounds>
  /** Safe mode: nothing runs, and everything can be edited. */
  readonly isSafe?: boolean | undefined
  /** 32 bytes that seal the secrets of connections; instead of the key in the data folder. */
  readonly masterKey?: Uint8Array | undefined
}

export type HalleyServer = {
  /** Starts to answer; rejects with the system's error, such as `EADDRINUSE`. */
  listen(): Promise<void>
  /** Finishes what was begun, tells clients, and lets go of everything; harmless twice. */
  close(): Promise<void>
  /** Where it answers, such as `http://127.0.0.1:4747`; known after `listen`. */
  readonly url: string
  /** The link that makes the first owner, once; null where none is needed. Known after `listen`. */
  readonly ownerLink: string | null
  /** Every route there is, such as `GET /healthz`: so that a check of all of them forgets none. */
  readonly routes: readonly string[]
}
