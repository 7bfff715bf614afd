import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { decodeMasterKey, givenMasterKey, masterKeyIn } from './master-key.ts'
import { openText, sealText } from './sealed-text.ts'
import { createSecretVault } from './secret-vault.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const CANARY = 'canary-5f1c9d-secret'
const key = Buffer.alloc(32, 1)
const AT = 'https://carrier.example'
const place = { projectId: 'p', connectionId: 'c', origin: AT }

async function openVault(dataFolder = newDataFolder(cleanUps)) {
  const storage = await createSqlStorage(openSqlite(join(dataFolder, 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  return { dataFolder, storage, vault: createSecretVault({ storage, masterKey: masterKeyIn(dataFolder), clock: new ManualClock() }) }
}

describe('a sealed text', () => {
  it('opens as what was sealed, and is another one each time', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (secret, projectId, connectionId) => {
      const of = { projectId, connectionId, origin: AT }
      const sealed = sealText(secret, key, of)
      expect(openText(sealed, key, of)).toBe(secret)
      expect(sealText(secret, key, of)).not.toBe(sealed)
    }))
  })

  it('does not open for another connection or project, also when their ids together are written alike, nor under another key', () => {
    const sealed = sealText(CANARY, key, { projectId: 'ab', connectionId: 'c', origin: AT })
    for (const other of [{ projectId: 'ab', connectionId: 'd' }, { projectId: 'a', connectionId: 'bc' }, { projectId: 'c', connectionId: 'ab' }, { projectId: 'ab","c', connectionId: '' }]) expect(openText(sealed, key, { ...other, origin: AT })).toBeUndefined()
    for (const origin of [null, 'http://carrier.example', 'https://carrier.example:8443', 'https://elsewhere.example']) expect(openText(sealed, key, { projectId: 'ab', connectionId: 'c', origin })).toBeUndefined()
    expect(openText(sealed, Buffer.alloc(32, 2), { projectId: 'ab', connectionId: 'c', origin: AT })).toBeUndefined()
  })

  it('does not open when any of its characters was changed, or its end cut off', () => {
    const sealed = sealText(CANARY, key, place)
    // The last character of each part holds bits that are no part of the bytes.
    const bytesOf = (text: string): string => text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex')).join('.')
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`
      const isChanged = bytesOf(changed) !== bytesOf(sealed)
      expect(openText(changed, key, place) === undefined).toBe(isChanged)
    }
    for (const text of ['', 'v1', 'v1...', sealed.slice(0, -2), `${sealed}.x`, sealed.replace('v1', 'v2'), sealed.split('.').slice(0, 3).join('.')]) expect(openText(text, key, place)).toBeUndefined()
  })

  it('does not open with a tag that was shortened, which would be quick to guess', () => {
    const [version, nonce, tag = '', content] = sealText(CANARY, key, place).split('.')
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url')
    expect(openText([version, nonce, short, content].join('.'), key, place)).toBeUndefined()
  })
})

describe('the vault', () => {
  it('keeps the last secret of a connection, says that it is there, and forgets it', async () => {
    const { vault } = await openVault()
    expect([await vault.has('p', 'c'), await vault.open('p', 'c', AT)]).toEqual([false, expect.objectContaining({ ok: false, code: 'secret/missing' })])
    await vault.set('p', 'c', { secret: 'first', origin: AT })
    await vault.set('p', 'c', { secret: 'second', origin: AT })
    expect([await vault.has('p', 'c'), await vault.open('p', 'c', AT), [...await vault.list('p')], [...await vault.list('q')]]).toEqual([true, { ok: true, secret: 'second' }, [['c', AT]], []])
    await vault.remove('p', 'c')
    await vault.remove('p', 'c')
    expect([await vault.has('p', 'c'), (await vault.open('p', 'c', AT)).ok]).toEqual([false, false])
  })

  it('opens after a restart, since the key is kept beside the database', async () => {
    const { vault, dataFolder, storage } = await openVault()
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    await storage.close()
    expect(await (await openVault(dataFolder)).vault.open('p', 'c', AT)).toEqual({ ok: true, secret: CANARY })
  })

  it('does not open what was moved to another connection, and says what to do', async () => {
    const { vault, storage } = await openVault()
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    const sealed = await storage.readSecret('p', 'c')
    for (const moved of [{ projectId: 'p', connectionId: 'd' }, { projectId: 'q', connectionId: 'c' }]) {
      await storage.saveSecret({ ...moved, sealed: sealed ?? '', at: 1 })
      expect(await vault.open(moved.projectId, moved.connectionId, AT)).toEqual({ ok: false, code: 'secret/unreadable', text: expect.stringContaining('type it again') })
    }
  })

  it('gives a secret for no other origin than the one for which it was typed, also when the origin that is kept beside it was changed', async () => {
    const { vault, storage } = await openVault()
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    for (const other of ['http://carrier.example', 'https://carrier.example:8443', 'https://elsewhere.example']) {
      expect(await vault.open('p', 'c', other)).toEqual({ ok: false, code: 'secret/other_address', text: expect.stringContaining('type the secret again') })
      const [, sealed = ''] = ((await storage.readSecret('p', 'c')) ?? '').split(' ')
      await storage.saveSecret({ projectId: 'p', connectionId: 'd', sealed: `${other} ${sealed}`, at: 1 })
      expect(await vault.open('p', 'd', other)).toMatchObject({ code: 'secret/unreadable' })
    }
    expect(await vault.open('p', 'c', AT)).toEqual({ ok: true, secret: CANARY })
  })

  it('binds a secret of an earlier version to the origin of its first use', async () => {
    const { vault, storage } = await openVault()
    await vault.set('p', 'made', { secret: 'x', origin: AT })
    const masterKey = masterKeyIn((await openVault()).dataFolder)
    const old = createSecretVault({ storage, masterKey, clock: new ManualClock() })
    await storage.saveSecret({ projectId: 'p', connectionId: 'c', sealed: sealText(CANARY, masterKey.findOrMake(), { ...place, origin: null }), at: 1 })
    expect((await old.list('p')).get('c')).toBeNull()
    expect(await old.open('p', 'c', AT)).toEqual({ ok: true, secret: CANARY })
    expect((await old.list('p')).get('c')).toBe(AT)
    expect(await old.open('p', 'c', 'https://elsewhere.example')).toMatchObject({ code: 'secret/other_address' })
    expect(await old.open('p', 'c', AT)).toEqual({ ok: true, secret: CANARY })
  })

  it('leaves nothing of a secret in any file of the data folder', async () => {
    const { vault, dataFolder, storage } = await openVault()
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    const read = () => readdirSync(dataFolder).map((name) => readFileSync(join(dataFolder, name)))
    const open = read()
    await storage.close()
    const closed = read()
    const forms = [CANARY, Buffer.from(CANARY).toString('base64').slice(0, -4), Buffer.from(CANARY).toString('hex')]
    for (const file of [...open, ...closed]) expect(forms.filter((form) => file.includes(form))).toEqual([])
    expect([...open, ...closed].some((file) => file.includes(' v1.'))).toBe(true)
  })
})

describe('the master key', () => {
  it('is made with the first secret, 32 random bytes that only the owner can read, and stays', async () => {
    const { vault, dataFolder } = await openVault()
    const path = join(dataFolder, 'master.key')
    await vault.open('p', 'c', AT)
    expect(existsSync(path)).toBe(false)
    await vault.set('p', 'c', { secret: 'x', origin: AT })
    const text = readFileSync(path, 'utf8')
    expect([decodeMasterKey(text)?.length, statSync(path).mode & 0o777]).toEqual([32, 0o600])
    await vault.set('p', 'd', { secret: 'x', origin: AT })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(dataFolder).filter((name) => name.startsWith('master'))).toEqual(['master.key'])
  })

  it('is the same for two processes that make it at once, and for nobody else', () => {
    const folder = newDataFolder(cleanUps)
    const [first, second] = [masterKeyIn(folder), masterKeyIn(folder)]
    expect(second.find()).toBeUndefined()
    expect(first.findOrMake()).toEqual(second.findOrMake())
    expect(masterKeyIn(newDataFolder(cleanUps)).findOrMake()).not.toEqual(first.find())
  })

  it('that others could read is closed to them again', () => {
    const folder = newDataFolder(cleanUps)
    masterKeyIn(folder).findOrMake()
    chmodSync(join(folder, 'master.key'), 0o644)
    masterKeyIn(folder).find()
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
  })

  it('that is lost makes secrets unreadable, not the server; a new secret makes a new key', async () => {
    const { vault, dataFolder, storage } = await openVault()
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    rmSync(join(dataFolder, 'master.key'))
    const later = createSecretVault({ storage, masterKey: masterKeyIn(dataFolder), clock: new ManualClock() })
    expect(await later.open('p', 'c', AT)).toMatchObject({ code: 'secret/unreadable' })
    await later.set('p', 'd', { secret: 'new', origin: AT })
    expect([await later.open('p', 'd', AT), await later.open('p', 'c', AT)]).toMatchObject([{ ok: true }, { code: 'secret/unreadable' }])
  })

  it('that is damaged is never replaced by itself', () => {
    const folder = newDataFolder(cleanUps)
    writeFileSync(join(folder, 'master.key'), 'half a k')
    expect(() => masterKeyIn(folder).findOrMake()).toThrow(/does not hold a key/)
    expect(readFileSync(join(folder, 'master.key'), 'utf8')).toBe('half a k')
  })

  it('may be given, and then nothing is written', async () => {
    const { storage, dataFolder } = await openVault()
    const vault = createSecretVault({ storage, masterKey: givenMasterKey(key), clock: new ManualClock() })
    await vault.set('p', 'c', { secret: CANARY, origin: AT })
    expect([await vault.open('p', 'c', AT), existsSync(join(dataFolder, 'master.key'))]).toEqual([{ ok: true, secret: CANARY }, false])
  })

  it.each(['', 'short', 'A'.repeat(42), 'A'.repeat(45), `${'A'.repeat(42)}!=`])('is not "%s"', (text) => expect(decodeMasterKey(text)).toBeUndefined())
})
