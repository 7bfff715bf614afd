import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { encryptionOver } from './encryption.test-fixture.ts'
import { sealEnvelope } from './envelope.ts'
import { MessageEncryption } from './message-encryption.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const channel = { projectId: 'helpdesk', environment: 'published', channelId: 'escalation', listenRoles: [] } as const
const topic = 'events.local.helpdesk.escalation.Ticket._'

/** Encryption that remembers only a few messages, and a program that encrypts with the key of now. */
async function remembering(messages: number) {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const { keys } = encryptionOver(storage, new ManualClock())
  const encryption = new MessageEncryption(keys, messages)
  const sealedAs = async (id: string) => {
    const answer = await keys.forNewMessage(channel, [])
    if (!answer.ok) throw new Error(answer.text)
    return sealEnvelope('{}', answer.key, { topic, id })
  }
  const publish = (data: unknown, id: string, source = 'program/shop') => encryption.openPublished(data, { topic, id, source, channel, mayBeAgain: false })
  return { encryption, sealedAs, publish }
}

describe('what a program has encrypted', () => {
  it('is taken once, and not again by anybody', async () => {
    const { sealedAs, publish } = await remembering(10)
    const sealed = await sealedAs('a')
    expect(await publish(sealed, 'a')).toMatchObject({ ok: true })
    expect(await publish(sealed, 'a')).toMatchObject({ ok: false, code: 'encryption/not_authentic' })
    expect(await publish(sealed, 'a', 'program/thief')).toMatchObject({ ok: false, code: 'encryption/not_authentic' })
  })

  it('is not taken again either when more came since than is remembered: the key gives way to another', async () => {
    const { encryption, sealedAs, publish } = await remembering(2)
    const sealed = await sealedAs('a')
    expect(await publish(sealed, 'a')).toMatchObject({ ok: true })
    for (const id of ['b', 'c']) expect(await encryption.encrypt({}, { topic, id, source: 'session/1', channel })).toMatchObject({ ok: true })
    expect(await publish(sealed, 'a', 'program/thief')).toMatchObject({ ok: false, code: 'encryption/key_retired' })
    expect(await publish(await sealedAs('d'), 'd')).toMatchObject({ ok: true })
    expect(await publish(sealed, 'a', 'program/thief')).toMatchObject({ ok: false, code: 'encryption/key_retired' })
  })
})
