import type { ServerClock } from '../clock.ts'
import { givenMasterKey, type MasterKey } from '../secrets/master-key.ts'
import type { Storage } from '../storage/storage.ts'
import { DataKeys, type DataKeysOptions } from './data-keys.ts'
import { MessageEncryption } from './message-encryption.ts'
import { SessionSeal } from './sealed-state.ts'

/** A master key of tests. */
export const testMasterKey: MasterKey = givenMasterKey(new Uint8Array(32).fill(7))

/** Encryption over a storage, as a server makes it; what fails in it fails the test. */
export function encryptionOver(storage: Pick<Storage, 'dataKeys' | 'identity'>, clock: ServerClock, options: Partial<DataKeysOptions> = {}): { readonly keys: DataKeys; readonly encryption: MessageEncryption; readonly seal: SessionSeal } {
  const masterKey = options.masterKey ?? testMasterKey
  const keys = new DataKeys({
    storage: storage.dataKeys, clock, masterKey, newestExpiry: (nowMs) => storage.identity.newestApiTokenExpiry(nowMs),
    onFailure: (error, what) => {
      throw new Error(what, { cause: error })
    },
    ...options,
  })
  return { keys, encryption: new MessageEncryption(keys), seal: new SessionSeal(masterKey) }
}
