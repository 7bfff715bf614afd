import { BusCore } from '@halley/bus'
import { describe, expect, it } from 'vitest'
import { ProgramKeys } from '../encryption/program-keys.ts'
import { FrameMaker } from './event-frames.ts'
import { loopbackGrants } from './event-grants.ts'
import { EventOutput } from './event-output.ts'
import { ProgramReceivers, type Program } from './program-receivers.ts'
import { TurnWriter } from './turn-writer.ts'

/** Programs at a bus, whose frames and keys are noted in the order in which they are sent. */
async function setUp() {
  const ends: (() => void)[] = []
  const writer = new TurnWriter({ nowMs: () => 0, atEnd: (callback) => void ends.push(callback) })
  const receivers = new ProgramReceivers(new FrameMaker(), writer)
  let made = 0
  const core = new BusCore({ clock: { nowMs: () => 0 }, newId: () => `id${++made}`, newEpoch: () => 'epoch', onError: ({ type }) => expect.unreachable(type) })
  const grant = await loopbackGrants.grantOf({ protocol: 1 }, { headers: {} })
  if ('code' in grant) throw new Error(grant.message)
  /** Keys are found when the test says so. */
  const keys: (() => void)[] = []
  const program = (hasKey: boolean): string[] => {
    const said: string[] = []
    const output = new EventOutput({
      writer, nowMs: () => 0, policyOf: () => 'disconnect', waits: () => undefined, onDropped: () => undefined,
      line: () => ({ send: ({ frames }) => said.push(...frames.map(({ seq }) => String(seq))) > 0, cut: () => said.push('cut') }),
    })
    const keysOfIt = new ProgramKeys({
      grant, gate: () => output.gate(), pushKey: ({ kid }) => said.push(`key ${kid}`), pushNotice: ({ code }) => said.push(code), onFailure: (error) => said.push(String(error)),
      desk: { forReading: () => new Promise((resolve) => keys.push(() => resolve({ ok: true, key: { kid: 'k', org: '', app: '', channel: '', publicKey: '', iv: '', wrapped: '' } }))) },
    })
    if (hasKey) keysOfIt.use('a public key')
    const own: Program = { output, keys: () => keysOfIt }
    const connection = core.connect({ org: grant.org, deliver: (delivery) => receivers.deliver(own, delivery), openClass: receivers.openClass })
    receivers.add(connection, own)
    core.subscribe(connection, { patterns: [{ pattern: 'events.>', id: 'all' }] }, () => undefined)
    return said
  }
  const publish = (encrypted = false): void => {
    core.publish({ org: grant.org, topic: 'events.local.app.channel.Ticket._', source: 's', type: 't', data: encrypted ? { kid: 'k' } : null, encrypted })
  }
  const endTurn = (): void => {
    for (const end of ends.splice(0)) end()
  }
  return { program, publish, endTurn, keys, receivers }
}

describe('programs that get the same', () => {
  it('each have the key before the first event that needs it, and the events behind it in their order', async () => {
    const { program, publish, endTurn, keys, receivers } = await setUp()
    const [one, other, without] = [program(true), program(true), program(false)]
    for (let count = 0; count < 2; count += 1) {
      publish()
      endTurn()
    }
    publish()
    publish(true)
    publish()
    endTurn()
    expect([one, other, without]).toEqual([['1', '2', '3'], ['1', '2', '3'], ['1', '2', 'encrypted', '3', '4', '5']])
    for (const give of keys) give()
    await new Promise((resolve) => setImmediate(resolve))
    publish(true)
    endTurn()
    expect([one, other]).toEqual(Array.from({ length: 2 }, () => ['1', '2', '3', 'key k', '4', '5', '6']))
    expect(without.at(-1)).toBe('6')
    expect([keys.length, receivers.handed]).toEqual([2, 18])
  })
})
