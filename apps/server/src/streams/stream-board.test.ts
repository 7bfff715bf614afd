import type { StreamStep } from '@halley/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { StreamFollower, StreamHead, StreamOutcome, StreamViewer } from './running-stream.ts'
import { StreamBoard } from './stream-board.ts'

const head: StreamHead = { id: 'stream-1', org: 'local', topic: 'events.local.app.answers.Answer._', projectId: 'p', sender: { sessionId: 's', persona: 'Ann', slot: 1 }, messageId: 'm', memberId: 't', field: 'text', payload: { text: '' }, openedAt: '', hops: 0 }
const complete: StreamOutcome = { state: 'complete', reason: null, seq: 7 }

/** Somebody who sees the text, as their pushes make it; a piece that does not fit behind those before is told. */
class Viewer implements StreamViewer {
  text: string | null = null
  ended = false
  isStuck = false
  pushes = 0
  misfits = 0

  readonly isBusy = (): boolean => this.isStuck

  push({ op, index, text = '' }: StreamStep): void {
    this.pushes += 1
    if (op === 'open' || op === 'update') this.text = text
    else if (op === 'append') {
      if (this.text === null || index !== this.text.length) this.misfits += 1
      this.text = `${this.text ?? ''}${text}`
    } else {
      if (this.ended) this.misfits += 1
      this.ended = true
    }
  }
}

class Follower implements StreamFollower {
  text: string | null = null
  openings = 0
  ends: StreamOutcome[] = []
  grew = (_head: StreamHead, text: string): void => { this.text = text }

  opened(_head: StreamHead, text: string): void {
    this.openings += 1
    this.text = text
  }

  ended(_head: StreamHead, text: string, outcome: StreamOutcome): void {
    this.text = text
    this.ends.push(outcome)
  }
}

/** A board, and who is subscribed to the stream's topic. */
function newBoard() {
  const subscribed = new Set<string>()
  const clock = new ManualClock()
  const board = new StreamBoard({ clock, bus: { receivers: () => [...subscribed].map((id) => ({ connection: { id, org: 'local' }, subscriptions: [] })) } })
  return { board, clock, subscribed }
}

describe('Everybody who sees a stream', () => {
  it('has the same text at its end, in whatever order pieces come and people join, leave, read slowly and come back', () => {
    const person = fc.nat(3)
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constant('append' as const), text: fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.constantFrom(10, 50, 200, 1_000) }) },
      fc.record({ type: fc.constantFrom('join' as const, 'leave' as const, 'slow' as const, 'quick' as const, 'again' as const), person }),
    )
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { board, clock, subscribed } = newBoard()
      const stream = board.open(head, () => undefined)
      const people = Array.from({ length: 4 }, () => ({ viewer: new Viewer(), follower: new Follower(), disconnect: null as (() => void) | null }))
      let sent = ''
      for (const now of steps) {
        if (now.type === 'append') {
          board.append(stream, now.text)
          sent += now.text
        } else if (now.type === 'time') clock.advance(now.ms)
        else {
          const one = people[now.person]
          if (one === undefined) continue
          const id = `c${now.person}`
          if (now.type === 'join' && one.disconnect === null) {
            one.disconnect = board.connect(id, one)
            subscribed.add(id)
            board.subscriptionsChanged(id)
          } else if (now.type === 'leave' && one.disconnect !== null) {
            one.disconnect()
            subscribed.delete(id)
            one.disconnect = null
            // Whoever comes back knows nothing.
            one.viewer = new Viewer()
            one.follower = new Follower()
          } else if (now.type === 'again' && one.disconnect !== null) stream.show(one.viewer)
          else one.viewer.isStuck = now.type === 'slow'
        }
      }
      const here = people.filter(({ disconnect }) => disconnect !== null)
      board.end(stream, complete)
      // Half a character at the very end is none.
      const whole = sent.replace(/[\uD800-\uDBFF]$/, '')
      for (const { viewer, follower } of here) {
        expect([viewer.text, viewer.ended, viewer.misfits]).toEqual([whole, true, 0])
        expect([follower.text, follower.ends, follower.openings]).toEqual([whole, [complete], 1])
      }
      for (const { viewer } of people.filter((one) => !here.includes(one))) expect(viewer.ended).toBe(false)
      expect(board.size).toBe(0)
    }))
  })

  it('gets many pieces of a moment as one, and sessions the whole five times a second at most', () => {
    const { board, clock, subscribed } = newBoard()
    const [viewer, follower] = [new Viewer(), new Follower()]
    let told = 0
    follower.grew = () => { told += 1 }
    board.connect('c', { viewer, follower })
    subscribed.add('c')
    const stream = board.open(head, () => undefined)
    for (let at = 0; at < 1_000; at += 1) {
      board.append(stream, 'x')
      clock.advance(1)
    }
    expect(viewer.pushes).toBeLessThanOrEqual(21)
    expect(told).toBeLessThanOrEqual(5)
  })

  it('who does not read has nothing queued up, and gets what came meanwhile in one piece', () => {
    const { board, clock, subscribed } = newBoard()
    const viewer = new Viewer()
    board.connect('c', { viewer })
    subscribed.add('c')
    const stream = board.open(head, () => undefined)
    viewer.isStuck = true
    for (let at = 0; at < 100; at += 1) {
      board.append(stream, 'word ')
      clock.advance(50)
    }
    expect(viewer.pushes).toBe(1)
    viewer.isStuck = false
    clock.advance(50)
    expect([viewer.pushes, viewer.text]).toEqual([2, 'word '.repeat(100)])
  })

  it('who takes the subscription back sees no more of it', () => {
    const { board, subscribed } = newBoard()
    const viewer = new Viewer()
    board.connect('c', { viewer })
    subscribed.add('c')
    const stream = board.open(head, () => undefined)
    subscribed.delete('c')
    board.subscriptionsChanged('c')
    board.append(stream, 'unseen')
    board.end(stream, complete)
    expect([viewer.text, viewer.ended]).toEqual(['', false])
  })

  it('no timer is left when nothing runs', () => {
    const { board, clock } = newBoard()
    const stream = board.open(head, () => undefined)
    board.append(stream, 'x')
    board.end(stream, complete)
    let fired = 0
    const before = clock.setTimer.bind(clock)
    clock.setTimer = (afterMs, fire) => { fired += 1; return before(afterMs, fire) }
    clock.advance(10_000)
    expect(fired).toBe(0)
  })
})
