import fc from 'fast-check'
import { LIMITS } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { Member } from './channel-members.ts'
import { PRESENCE_GRACE_MS, PresenceHub, type PresenceHold } from './presence-hub.ts'
import type { PresenceChange, PresenceSnapshot } from './presence-view.ts'

const CHANNEL = 'events.acme.helpdesk.room'
const member = (id: string, data: string | null = null): Member => ({ id, userId: id, name: id, roles: [], data })

/** Somebody who looks at a place, and puts the list together from a snapshot and what follows, as a client does. */
class Onlooker {
  readonly changes: PresenceChange[] = []
  gaps = 0
  #seq: number
  #members: Map<string, string> | null
  #count: number
  readonly end: () => void

  constructor(hub: PresenceHub, key: string | null) {
    const watch = hub.watch({ channel: CHANNEL, key }, (change) => this.#take(change))
    const { seq, count, members } = watch.snapshot()
    this.#seq = seq
    this.#count = count
    this.#members = listed(members)
    this.end = watch.end
  }

  get sees(): { readonly count: number; readonly members: Record<string, string> | null } {
    return { count: this.#count, members: this.#members === null ? null : Object.fromEntries([...this.#members].toSorted()) }
  }

  #take(change: PresenceChange): void {
    this.changes.push(change)
    if (change.seq !== this.#seq + 1) this.gaps += 1
    this.#seq = change.seq
    this.#count = change.count
    if ('members' in change) this.#members = listed(change.members)
    else {
      for (const id of change.left) this.#members?.delete(id)
      for (const one of [...change.entered, ...change.updated]) this.#members?.set(one.id, textOf(one))
    }
  }
}

const textOf = ({ data, sinceMs, keys }: { readonly data: unknown; readonly sinceMs: number; readonly keys: readonly string[] }) => JSON.stringify([data, sinceMs, keys])
const listed = (members: PresenceSnapshot['members']) => (members === null ? null : new Map(members.map((one) => [one.id, textOf(one)])))

function opened() {
  const clock = new ManualClock()
  const hub = new PresenceHub(clock)
  return { clock, hub, quiet: () => clock.advance(50), enter: (id: string, key: string | null = null, data: string | null = null) => hub.enter({ channel: CHANNEL, key }, member(id, data)) }
}

describe('presence', () => {
  it('whoever enters and leaves is seen by those who look, and changes that come together are told together', () => {
    const { hub, enter, quiet } = opened()
    const ann = enter('ann')
    const onlooker = new Onlooker(hub, null)
    expect(Object.keys(onlooker.sees.members ?? {})).toEqual(['ann'])
    enter('ben')
    enter('cy').leave()
    ann.leave()
    quiet()
    expect(Object.keys(onlooker.sees.members ?? {})).toEqual(['ben'])
    expect(onlooker.changes).toHaveLength(1)
  })

  it('whoever comes back within the grace was never away', () => {
    const { hub, clock, enter } = opened()
    const onlooker = new Onlooker(hub, null)
    const ann = enter('ann')
    clock.advance(50)
    ann.lost()
    clock.advance(PRESENCE_GRACE_MS - 1)
    enter('ann')
    clock.advance(PRESENCE_GRACE_MS * 2)
    expect(onlooker.changes).toHaveLength(1)
    expect(onlooker.sees.count).toBe(1)
  })

  it('whoever does not come back leaves after the grace', () => {
    const { hub, clock, enter } = opened()
    const onlooker = new Onlooker(hub, null)
    enter('ann').lost()
    clock.advance(PRESENCE_GRACE_MS - 1)
    expect(onlooker.sees.count).toBe(1)
    clock.advance(51)
    expect(onlooker.sees).toEqual({ count: 0, members: {} })
  })

  it('who is there by two connections stays while one of them does', () => {
    const { hub, clock, enter } = opened()
    const onlooker = new Onlooker(hub, null)
    const first = enter('ann')
    const second = enter('ann')
    first.lost()
    clock.advance(PRESENCE_GRACE_MS * 2)
    expect(onlooker.sees.count).toBe(1)
    second.leave()
    clock.advance(50)
    expect(onlooker.sees.count).toBe(0)
  })

  it('who looks at one key sees those with it, and who looks at the channel sees all with their keys', () => {
    const { hub, enter } = opened()
    enter('ann', 'lobby')
    enter('ann', 'garden')
    enter('ben', 'garden')
    enter('sue', null)
    expect(Object.keys(new Onlooker(hub, 'garden').sees.members ?? {})).toEqual(['ann', 'ben'])
    expect(hub.watch({ channel: CHANNEL, key: null }, () => undefined).snapshot().members?.map(({ id, keys }) => [id, keys])).toEqual([['ann', ['garden', 'lobby']], ['ben', ['garden']], ['sue', []]])
  })

  it('over the limit only the count is told, and below it the names again', () => {
    const { hub, enter, quiet } = opened()
    const onlooker = new Onlooker(hub, null)
    const holds = Array.from({ length: LIMITS.presenceMembers + 1 }, (_one, index) => enter(`m${index}`))
    quiet()
    expect(onlooker.sees).toEqual({ count: LIMITS.presenceMembers + 1, members: null })
    enter('more')
    quiet()
    expect(onlooker.changes.at(-1)).toEqual({ seq: 2, count: LIMITS.presenceMembers + 2, members: null })
    for (const hold of holds.slice(0, 2)) hold.leave()
    quiet()
    expect(Object.keys(onlooker.sees.members ?? {})).toHaveLength(LIMITS.presenceMembers)
  })

  it('leaves nothing behind: no channel, view or timer after thousands of comings and goings', () => {
    const clock = new ManualClock()
    let timers = 0
    const counting = { nowMs: () => clock.nowMs(), setTimer: (afterMs: number, fire: () => void) => {
      timers += 1
      let isOpen = true
      const done = () => {
        if (isOpen) timers -= 1
        isOpen = false
      }
      const cancel = clock.setTimer(afterMs, () => {
        done()
        fire()
      })
      return () => {
        done()
        cancel()
      }
    } }
    const hub = new PresenceHub(counting)
    for (let round = 0; round < 5_000; round += 1) {
      const place = { channel: `events.acme.app.c${round % 7}`, key: `k${round % 50}` }
      const watch = hub.watch(place, () => undefined)
      const hold = hub.enter(place, member(`m${round % 90}`))
      hold.update(member(`m${round % 90}`, String(round)))
      if (round % 3 === 0) hold.lost()
      else hold.leave()
      watch.end()
      if (round % 100 === 0) clock.advance(60)
    }
    clock.advance(PRESENCE_GRACE_MS + 50)
    expect({ channels: hub.size, timers }).toEqual({ channels: 0, timers: 0 })
  })
})

const ids = ['ann', 'ben', 'cy']
const keys = [null, 'a', 'b']
const act = fc.oneof(
  fc.record({ type: fc.constant('enter' as const), who: fc.nat(2), key: fc.nat(2), data: fc.constantFrom('busy', 'free') }),
  fc.record({ type: fc.constantFrom('leave' as const, 'lose' as const), hold: fc.nat(20) }),
  fc.record({ type: fc.constant('update' as const), hold: fc.nat(20), data: fc.constantFrom('busy', 'free', 'away') }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(1, 49, 50, PRESENCE_GRACE_MS - 50, PRESENCE_GRACE_MS) }),
  fc.record({ type: fc.constant('look' as const), key: fc.nat(2) }),
)

/** The same by the simplest means: every hold with the time at which it ends. */
type Held = { readonly id: string; readonly key: string | null; readonly hold: PresenceHold; state: 'live' | 'lost' | 'gone'; endsAtMs: number }

describe('presence, whatever happens', () => {
  it('every onlooker ends with the truth, told without a gap, and no ghost outlives its grace', () => {
    fc.assert(fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { clock, hub } = opened()
      const held: Held[] = []
      const onlookers: { readonly key: string | null; readonly onlooker: Onlooker }[] = []
      const passed = () => {
        for (const one of held) if (one.state === 'lost' && one.endsAtMs <= clock.nowMs()) one.state = 'gone'
      }
      const there = () => held.filter(({ state }) => state !== 'gone')
      for (const one of acts) {
        if (one.type === 'enter') {
          const id = ids[one.who] ?? ''
          const key = keys[one.key] ?? null
          const hold = hub.enter({ channel: CHANNEL, key }, member(id, one.data))
          // Whoever enters has come back: what was lost is over.
          for (const other of held) if (other.state === 'lost' && other.id === id && other.key === key) other.state = 'gone'
          held.push({ id, key, hold, state: 'live', endsAtMs: 0 })
        } else if (one.type === 'wait') {
          clock.advance(one.ms)
        } else if (one.type === 'look') {
          const key = keys[one.key] ?? null
          onlookers.push({ key, onlooker: new Onlooker(hub, key) })
        } else {
          const target = held[one.hold % Math.max(1, held.length)]
          if (target === undefined) continue
          if (one.type === 'leave') {
            target.hold.leave()
            target.state = 'gone'
          } else if (one.type === 'update') target.hold.update(member(target.id, one.data))
          else {
            target.hold.lost()
            if (target.state === 'live') {
              const isLast = !held.some((other) => other !== target && other.state === 'live' && other.id === target.id && other.key === target.key)
              target.state = isLast ? 'lost' : 'gone'
              target.endsAtMs = clock.nowMs() + PRESENCE_GRACE_MS
            }
          }
        }
        passed()
      }
      // Quiet once nobody's grace has ended meanwhile.
      for (let before = -1; before !== there().length;) {
        before = there().length
        clock.advance(50)
        passed()
      }
      for (const { key, onlooker } of onlookers) {
        const expected = new Set(there().filter((one) => key === null || one.key === key).map(({ id }) => id))
        expect(Object.keys(onlooker.sees.members ?? {})).toEqual([...expected].toSorted())
        expect(onlooker.sees.count).toBe(expected.size)
        expect(onlooker.gaps).toBe(0)
        // Word for word what somebody sees who looks only now.
        expect(onlooker.sees).toEqual(new Onlooker(hub, key).sees)
      }
    }), { numRuns: 500 })
  })
})
