import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of the key: AES-256. */
const KEY_BYTES = 32

/** Where the key comes from. */
export type MasterKey = {
  /** The key, or undefined while there is none. Throws when what is kept is no key. */
  find(): Uint8Array | undefined
  /** The key, made when there is none yet. */
  findOrMake(): Uint8Array
}

/** The key that an operator gives. */
export function givenMasterKey(key: Uint8Array): MasterKey {
  return { find: () => key, findOrMake: () => key }
}

/**
 * The key in the data folder, in a file of its own that only the server's user can read: a copy of the database alone opens nothing.
 * It is made when something is first sealed, whole or not at all, and by one process only.
 */
export function masterKeyIn(dataFolder: string): MasterKey {
  const path = join(dataFolder, 'master.key')
  let known: Uint8Array | undefined
  const find = (): Uint8Array | undefined => (known ??= readKey(path))
  return {
    find,
    findOrMake: () => {
      const found = find()
      if (found !== undefined) return found
      mkdirSync(dataFolder, { recursive: true })
      makeKey(path)
      return find() ?? fail(path)
    },
  }
}

/** Reads 32 bytes from their base64 text; undefined when it is not that. */
export function decodeMasterKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined
  const key = Buffer.from(trimmed, 'base64')
  return key.length === KEY_BYTES ? key : undefined
}

function readKey(path: string): Uint8Array | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
    // A copy or a backup may have come back readable for all.
    chmodSync(path, 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return decodeMasterKey(text) ?? fail(path)
}

/** Written under another name and then linked: nobody ever reads half a key, and the link of the second of two processes fails. */
function makeKey(path: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
    syncFolder(join(path, '..'))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
}

/** The name of a new file is on the disk only when its folder is. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

function fail(path: string): never {
  throw new Error(`${path} does not hold a key of 32 bytes as base64. Bring it back from a backup; without it the secrets of connections, kept sessions and encrypted messages cannot be opened. To begin anew, remove it and type the secrets again.`)
}
