import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LanePauses, type TryAnswer } from './lane-pauses.ts'

const LANE = 'email/published/desk'
const MINUTE_MS = 60_000
const unanswered: TryAnswer = { type: 'unanswered', service: 'The mail server "mail.example"', text: 'Nothing answers.' }
const answered: TryAnswer = { type: 'answered' }

describe('a lane whose service does not answer', () => {
  it('is paused at the fourth time in a row, and says until when and why', () => {
    const pauses = new LanePauses()
    const nowMs = Date.UTC(2026, 0, 1, 12, 2, 30)
    expect([unanswered, unanswered, { type: 'untried' } as const, unanswered].map((answer) => pauses.note(LANE, answer, nowMs))).toEqual(['none', 'none', 'none', 'none'])
    expect(pauses.at(LANE, nowMs)).toBeNull()
    expect(pauses.note(LANE, unanswered, nowMs)).toBe('paused')
    expect(pauses.at(LANE, nowMs)).toEqual({ untilMs: nowMs + MINUTE_MS, text: 'The mail server "mail.example" could not be reached or did not answer 4 times in a row; it is not tried again before 12:03 UTC. The last time: Nothing answers.' })
    expect(pauses.at('email/published/other', nowMs)).toBeNull()
  })

  it('pauses twice as long after each trial, up to a quarter of an hour, and opens with the first answer', () => {
    const pauses = new LanePauses()
    let nowMs = 0
    for (let times = 0; times < 3; times += 1) pauses.note(LANE, unanswered, nowMs)
    const lengths: number[] = []
    for (let trial = 0; trial < 7; trial += 1) {
      expect(pauses.note(LANE, unanswered, nowMs)).toBe('paused')
      const untilMs = pauses.at(LANE, nowMs)?.untilMs ?? 0
      lengths.push((untilMs - nowMs) / MINUTE_MS)
      nowMs = untilMs
      expect(pauses.wantsTrial(LANE, nowMs)).toBe(true)
    }
    expect(lengths).toEqual([1, 2, 4, 8, 15, 15, 15])
    expect(pauses.note(LANE, answered, nowMs)).toBe('opened')
    expect([pauses.at(LANE, nowMs), pauses.wantsTrial(LANE, nowMs), pauses.note(LANE, unanswered, nowMs)]).toEqual([null, false, 'none'])
  })

  it('is tried at once when somebody says so, and by one mail alone', () => {
    const pauses = new LanePauses()
    for (let times = 0; times < 4; times += 1) pauses.note(LANE, unanswered, 0)
    pauses.end((lane) => lane === 'another', 1_000)
    expect(pauses.at(LANE, 1_000)).not.toBeNull()
    pauses.end((lane) => lane === LANE, 1_000)
    expect([pauses.at(LANE, 1_000), pauses.wantsTrial(LANE, 1_000), pauses.note(LANE, unanswered, 1_000)]).toEqual([null, true, 'paused'])
    expect(pauses.at(LANE, 1_000)?.untilMs).toBe(1_000 + MINUTE_MS)
  })

  it('is forgotten when nothing is to come and no pause runs', () => {
    const pauses = new LanePauses()
    for (let times = 0; times < 4; times += 1) pauses.note(LANE, unanswered, 0)
    pauses.keepOnly(new Set(), MINUTE_MS - 1)
    expect(pauses.at(LANE, 0)).not.toBeNull()
    pauses.keepOnly(new Set(), MINUTE_MS)
    expect(pauses.wantsTrial(LANE, MINUTE_MS)).toBe(false)
  })

  it('whatever the answers and times: no pause without four in a row, none after an answer, and none longer than a quarter of an hour', () => {
    const step = fc.record({ answer: fc.constantFrom<TryAnswer>(unanswered, unanswered, unanswered, answered, { type: 'untried' }), afterMs: fc.nat(20 * MINUTE_MS) })
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pauses = new LanePauses()
      let [nowMs, inRow] = [0, 0]
      for (const { answer, afterMs } of steps) {
        nowMs += afterMs
        const wasPaused = pauses.at(LANE, nowMs) !== null
        const change = pauses.note(LANE, answer, nowMs)
        inRow = answer.type === 'answered' ? 0 : inRow + (answer.type === 'unanswered' ? 1 : 0)
        const leftMs = (pauses.at(LANE, nowMs)?.untilMs ?? nowMs) - nowMs
        expect(change === 'paused').toBe(answer.type === 'unanswered' && inRow >= 4 && !wasPaused)
        expect(leftMs).toBeLessThanOrEqual(inRow < 4 ? 0 : 15 * MINUTE_MS)
      }
    }))
  })
})
