import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { MasterKey } from './master-key.ts'
import { openText, sealText } from './sealed-text.ts'

/** The secret of a connection, for the server alone: it goes into a request's header and nowhere else. */
export type OpenedSecret = { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly code: 'secret/missing' | 'secret/unreadable' | 'secret/other_address'; readonly text: string }

/**
 * Keeps the secrets of connections, sealed under the master key before they go to storage.
 *
 * A secret belongs to one connection of one project, and to the origin (scheme, host and port) that the connection's address had when
 * it was typed: copied to another connection its sealed text does not open, and it is never sent to another origin, so that whoever
 * may edit the address learns nothing. All methods reject with `StorageUnavailable` when storage does not answer, and then nothing
 * was changed; `set` and `remove` resolve when that is on the disk.
 */
export type SecretVault = {
  /** Keeps a secret in place of an earlier one, for one origin. */
  set(projectId: string, connectionId: string, kept: { readonly secret: string; readonly origin: string }): Promise<void>
  has(projectId: string, connectionId: string): Promise<boolean>
  /** The connections of the project that have a secret, by id, with the origin it is for (null: the one at its next use); also of those that are deleted and may come back by an undo. */
  list(projectId: string): Promise<ReadonlyMap<string, string | null>>
  /** Server only: what it gives must reach no answer, log, trace or message, and no other origin. */
  open(projectId: string, connectionId: string, origin: string): Promise<OpenedSecret>
  /** Forgets a secret; one that is not there is no mistake. */
  remove(projectId: string, connectionId: string): Promise<void>
}

export type VaultSurroundings = {
  readonly storage: Pick<Storage, 'saveSecret' | 'readSecret' | 'deleteSecret' | 'listSecrets'>
  readonly masterKey: MasterKey
  readonly clock: ServerClock
}

/** Makes a vault over a storage. */
export function createSecretVault({ storage, masterKey, clock }: VaultSurroundings): SecretVault {
  const inTurn = turns()
  const keep = async (projectId: string, connectionId: string, { secret, origin }: { readonly secret: string; readonly origin: string }): Promise<void> => {
    const sealed = sealText(secret, masterKey.findOrMake(), { projectId, connectionId, origin })
    await storage.saveSecret({ projectId, connectionId, sealed: `${origin} ${sealed}`, at: clock.nowMs() })
  }
  const open = async (projectId: string, connectionId: string, origin: string): Promise<OpenedSecret> => {
    const stored = await storage.readSecret(projectId, connectionId)
    if (stored === null) return { ok: false, code: 'secret/missing', text: 'The connection has no secret on this server. Open the connection and type it.' }
    const { sealed, origin: sealedFor } = readStored(stored)
    if (sealedFor !== null && sealedFor !== origin) return { ok: false, code: 'secret/other_address', text: `The secret was typed for ${sealedFor}, and the address of the connection is at ${origin} now: it is not sent there. Open the connection and type the secret again.` }
    const key = masterKey.find()
    const secret = key === undefined ? undefined : openText(sealed, key, { projectId, connectionId, origin: sealedFor })
    if (secret === undefined) return { ok: false, code: 'secret/unreadable', text: 'The secret of the connection cannot be opened: it was sealed under another master key, or was changed or moved. Open the connection and type it again, or bring the master key back.' }
    // Kept by an earlier version, which bound it to no origin: from its first use on it is.
    if (sealedFor === null) await keep(projectId, connectionId, { secret, origin })
    return { ok: true, secret }
  }
  return {
    set: (projectId, connectionId, kept) => inTurn(projectId, () => keep(projectId, connectionId, kept)),
    has: async (projectId, connectionId) => (await storage.readSecret(projectId, connectionId)) !== null,
    list: async (projectId) => {
      const found = new Map<string, string | null>()
      for (const id of await storage.listSecrets(projectId)) {
        const stored = await storage.readSecret(projectId, id)
        if (stored !== null) found.set(id, readStored(stored).origin)
      }
      return found
    },
    open: (projectId, connectionId, origin) => inTurn(projectId, () => open(projectId, connectionId, origin)),
    remove: (projectId, connectionId) => inTurn(projectId, () => storage.deleteSecret(projectId, connectionId)),
  }
}

/** The origin of a connection's address, to which its secret is bound; null where it is no whole http or https address. */
export function originOf(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl.trim())) return null
  const { protocol, origin, host, port } = new URL(baseUrl.trim())
  // An address of a mail server has no origin by the standard of addresses.
  if (protocol === 'smtp:') return host !== '' && port !== '' ? `smtp://${host}` : null
  return protocol === 'https:' || protocol === 'http:' ? origin : null
}

/** A secret is kept as its origin, a blank and what was sealed; those of earlier versions without the first two. */
function readStored(stored: string): { readonly origin: string | null; readonly sealed: string } {
  const at = stored.indexOf(' ')
  return at < 0 ? { origin: null, sealed: stored } : { origin: stored.slice(0, at), sealed: stored.slice(at + 1) }
}

/** Works of one project one after the other: binding an old secret must not undo that a new one was typed meanwhile. */
function turns(): <T>(projectId: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (projectId, work) => {
    const before = last.get(projectId)
    const turn = before === undefined ? work() : before.then(work, work)
    last.set(projectId, turn)
    try {
      return await turn
    } finally {
      if (last.get(projectId) === turn) last.delete(projectId)
    }
  }
}
