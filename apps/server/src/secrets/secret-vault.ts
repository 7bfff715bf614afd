import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { MasterKey } from './master-key.ts'
import { openText, sealText } from './sealed-text.ts'

/** The secret of a connection, for the server alone: it goes into a request's header and nowhere else. */
export type OpenedSecret = { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly code: 'secret/missing' | 'secret/unreadable'; readonly text: string }

/**
 * Keeps the secrets of connections, sealed under the master key before they go to storage.
 *
 * A secret belongs to one connection of one project: copied to another, its sealed text does not open. All methods reject with
 * `StorageUnavailable` when storage does not answer, and then nothing was changed; `set` and `remove` resolve when that is on the disk.
 */
export type SecretVault = {
  /** Keeps a secret in place of an earlier one. */
  set(projectId: string, connectionId: string, secret: string): Promise<void>
  has(projectId: string, connectionId: string): Promise<boolean>
  /** The ids of the project's connections that have a secret, also of those that are deleted and may come back by an undo. */
  list(projectId: string): Promise<ReadonlySet<string>>
  /** Server only: what it gives must reach no answer, log, trace or message. */
  open(projectId: string, connectionId: string): Promise<OpenedSecret>
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
  return {
    set: async (projectId, connectionId, secret) => {
      const sealed = sealText(secret, masterKey.findOrMake(), { projectId, connectionId })
      await storage.saveSecret({ projectId, connectionId, sealed, at: clock.nowMs() })
    },
    has: async (projectId, connectionId) => (await storage.readSecret(projectId, connectionId)) !== null,
    list: async (projectId) => new Set(await storage.listSecrets(projectId)),
    open: async (projectId, connectionId) => {
      const sealed = await storage.readSecret(projectId, connectionId)
      if (sealed === null) return { ok: false, code: 'secret/missing', text: 'The connection has no secret on this server. Open the connection and type it.' }
      const key = masterKey.find()
      const secret = key === undefined ? undefined : openText(sealed, key, { projectId, connectionId })
      if (secret === undefined) return { ok: false, code: 'secret/unreadable', text: 'The secret of the connection cannot be opened: it was sealed under another master key, or was changed or moved. Open the connection and type it again, or bring the master key back.' }
      return { ok: true, secret }
    },
    remove: (projectId, connectionId) => storage.deleteSecret(projectId, connectionId),
  }
}
