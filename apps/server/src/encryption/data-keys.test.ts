import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { givenMasterKey, masterKeyIn } from '../secrets/master-key.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { FIRST_ORG_ID } from '../storage/identity-storage.ts'
import type { ChannelPlace } from '../storage/data-key-storage.ts'
import { KEY_AGE_MS, type DataKeys, type DataKeysOptions } from './data-keys.ts'
import { encryptionOver } from './encryption.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const place: ChannelPlace = { projectId: 'p', environment: 'draft', channelId: 'c' }
const other: ChannelPlace = { ...place, channelId: 'd' }
const small = { usesPerKey: 12, usesPerBlock: 4 }

async function open(options: Partial<DataKeysOptions> = {}, dataFolder = newDataFolder(cleanUps)) {
  const storage = await createSqlStorage(openSqlite(join(dataFolder, 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const clock = new ManualClock()
  const { keys } = encryptionOver(storage, clock, options)
  return { dataFolder, storage, clock, keys }
}

async function kidOf(keys: DataKeys, at = place, roles: readonly string[] = []): Promise<string> {
  const answer = await keys.forNewMessage(at, roles)
  if (!answer.ok) throw new Error(answer.text)
  return answer.key.kid
}

async function kidsOf(keys: DataKeys, count: number): Promise<string[]> {
  const kids: string[] = []
  for (let index = 0; index < count; index += 1) kids.push(await kidOf(keys))
  return kids
}

describe('the data key of a channel', () => {
  it('is one for each channel, and is wrapped on the disk', async () => {
    const { keys, storage } = await open()
    const kid = await kidOf(keys)
    expect(await kidOf(keys)).toBe(kid)
    expect(await kidOf(keys, other)).not.toBe(kid)
    expect(await kidOf(keys, { ...place, environment: 'published' })).not.toBe(kid)
    const found = await keys.find(kid, place)
    if (!found.ok) throw new Error(found.text)
    expect(found.key.bytes).toHaveLength(32)
    expect((await storage.dataKeys.find(kid))?.wrapped).not.toContain(Buffer.from(found.key.bytes).toString('base64url'))
    // A key of another channel opens nothing here.
    expect(await keys.find(kid, other)).toMatchObject({ ok: false })
    expect(await keys.find('k-unknown', place)).toMatchObject({ ok: false })
  })

  it('gives way to another after as many messages as it may have, and stays to read with', async () => {
    const { keys } = await open(small)
    const kids = await kidsOf(keys, 30)
    expect([...new Set(kids)].map((kid) => kids.filter((one) => one === kid).length)).toEqual([12, 12, 6])
    for (const kid of new Set(kids)) expect(await keys.find(kid, place)).toMatchObject({ ok: true })
  })

  it('never has more messages than it may, also when many are sent at once', async () => {
    const { keys } = await open(small)
    const kids = await Promise.all(Array.from({ length: 60 }, () => kidOf(keys)))
    for (const kid of new Set(kids)) expect(kids.filter((one) => one === kid).length).toBeLessThanOrEqual(12)
  })

  it('is counted on over a restart: what was reserved and not used is lost, and never used twice', async () => {
    const first = await open(small)
    const [kid] = await kidsOf(first.keys, 5)
    await first.storage.close()
    const second = await open(small, first.dataFolder)
    const kids = await kidsOf(second.keys, 6)
    expect(kids).toEqual([kid, kid, kid, kid, kids[4], kids[4]])
    expect(kids[4]).not.toBe(kid)
    expect((await second.storage.dataKeys.find(kid ?? ''))?.retiredFor).toBe('count')
  })

  it('gives way to another after 24 hours', async () => {
    const { keys, clock, storage } = await open()
    const kid = await kidOf(keys)
    clock.advance(KEY_AGE_MS - 1)
    expect(await kidOf(keys)).toBe(kid)
    clock.advance(1)
    const next = await kidOf(keys)
    expect(next).not.toBe(kid)
    expect((await storage.dataKeys.find(kid))?.retiredFor).toBe('age')
    expect(await keys.find(kid, place)).toMatchObject({ ok: true })
  })

  it('gives way to another when other roles may listen than when it was made', async () => {
    const { keys, storage } = await open()
    const [everybody, officers, both] = [await kidOf(keys), await kidOf(keys, place, ['officer']), await kidOf(keys, place, ['officer', 'chief'])]
    expect(new Set([everybody, officers, both]).size).toBe(3)
    expect(await kidOf(keys, place, ['chief', 'officer'])).toBe(both)
    expect((await storage.dataKeys.find(everybody))?.retiredFor).toBe('revocation')
  })

  it('that a program was given gives way to another when any program loses a right; others stay', async () => {
    const { keys } = await open()
    const [given, kept] = [await kidOf(keys), await kidOf(keys, other)]
    await keys.noteGiven(given)
    await keys.revokeGiven()
    expect(await kidOf(keys)).not.toBe(given)
    expect(await kidOf(keys, other)).toBe(kept)
    expect(await keys.find(given, place)).toMatchObject({ ok: true })
  })

  it('is another from the moment on at which a right is taken away, however long the disk takes', async () => {
    const { keys } = await open()
    const given = await kidOf(keys)
    await keys.noteGiven(given)
    const revoking = keys.revokeGiven()
    expect(await kidOf(keys)).not.toBe(given)
    await revoking
  })

  it('that a program was given gives way to another when the token of any program has expired, also after a restart', async () => {
    const first = await open()
    const [given, kept] = [await kidOf(first.keys), await kidOf(first.keys, other)]
    await first.keys.noteGiven(given)
    const expiresAt = first.clock.nowMs() + 60_000
    await first.storage.identity.saveApiToken({ id: 't1', orgId: FIRST_ORG_ID, name: 'Bot', start: 'hly_abcd', tokenHash: 'hash', allow: [], appRoles: [], createdBy: 'Ann', createdAt: 1, expiresAt, lastUsedAt: null })
    first.clock.advance(59_999)
    expect(await kidOf(first.keys)).toBe(given)
    await first.storage.close()
    const { keys, clock } = await open({}, first.dataFolder)
    clock.advance(60_000)
    const next = await kidOf(keys)
    expect(next).not.toBe(given)
    expect(await kidOf(keys, other)).toBe(kept)
    // Once: the next one was made after that.
    await keys.noteGiven(next)
    clock.advance(5_000)
    expect(await kidOf(keys)).toBe(next)
  })

  it('that a program was given before a restart is replaced, too', async () => {
    const first = await open()
    const kid = await kidOf(first.keys)
    await first.keys.noteGiven(kid)
    await first.storage.close()
    const { keys } = await open({}, first.dataFolder)
    expect(await kidOf(keys)).toBe(kid)
    await keys.revokeGiven()
    expect(await kidOf(keys)).not.toBe(kid)
  })
})

describe('a master key that is lost for good', () => {
  it('keeps messages from being sent until the key of the channel is replaced by its age', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await open({}, dataFolder)
    const kid = await kidOf(first.keys)
    await first.storage.close()
    const { keys, clock } = await open({ masterKey: givenMasterKey(new Uint8Array(32).fill(3)) }, dataFolder)
    expect(await keys.forNewMessage(place, [])).toEqual({ ok: false, text: expect.stringContaining('24 hours') })
    clock.advance(KEY_AGE_MS)
    expect(await kidOf(keys)).not.toBe(kid)
    expect(await keys.find(kid, place)).toMatchObject({ ok: false })
  })
})

describe('two processes at one database', () => {
  it('use one key, never more often than it may be, and both the next one a second after it was replaced', async () => {
    const { keys, storage, clock } = await open(small)
    const { keys: others } = encryptionOver(storage, clock, small)
    const kids = [...(await kidsOf(keys, 5)), ...(await kidsOf(others, 5))]
    expect(new Set(kids.slice(0, 9)).size).toBe(1)
    await others.noteGiven(kids.at(-1) ?? '')
    await others.revokeGiven()
    clock.advance(1_000)
    const next = await Promise.all([kidOf(keys), kidOf(others)])
    expect(new Set(next).size).toBe(1)
    expect(kids).not.toContain(next[0])
  })
})

describe('without a key', () => {
  it('there is no answer but why, when the storage is gone', async () => {
    const failures: string[] = []
    const { keys, storage } = await open({ onFailure: (_error, what) => void failures.push(what) })
    await storage.close()
    expect(await keys.forNewMessage(place, [])).toEqual({ ok: false, text: expect.stringContaining('storage of keys does not answer') })
    expect(await keys.find('k-1', place)).toMatchObject({ ok: false })
    expect(failures).toHaveLength(2)
  })

  it('there is no answer but why, when the master key is lost or another one; it is not made anew', async () => {
    const folder = newDataFolder(cleanUps)
    const first = await open({ masterKey: masterKeyIn(folder) }, folder)
    await kidOf(first.keys)
    await first.storage.close()
    rmSync(join(folder, 'master.key'))
    const second = await open({ masterKey: masterKeyIn(folder) }, folder)
    expect(await second.keys.forNewMessage(place, [])).toEqual({ ok: false, text: expect.stringContaining('master key of the server is missing') })
    masterKeyIn(folder).findOrMake()
    const third = await open({ masterKey: masterKeyIn(folder) }, folder)
    expect(await third.keys.forNewMessage(place, [])).toEqual({ ok: false, text: expect.stringContaining('another master key') })
  })

  it('there is no answer but why, when the master key is damaged', async () => {
    const failures: string[] = []
    const folder = newDataFolder(cleanUps)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'master.key'), 'half a k')
    const { keys } = await open({ masterKey: masterKeyIn(folder), onFailure: (_error, what) => void failures.push(what) }, folder)
    expect(await keys.forNewMessage(place, [])).toEqual({ ok: false, text: expect.stringContaining('cannot be read') })
    expect(failures).toHaveLength(1)
  })
})
