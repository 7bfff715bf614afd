import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { ConversationTurn } from './conversation-source.ts'
import { demoAnswer } from './demo-answers.ts'
import { readDemoModel } from './demo-model-source.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 14, 5)
const says = (text: string, name: string | null = 'Ada'): ConversationTurn => ({ role: 'user', name, text })
const answer = (text: string, before: readonly ConversationTurn[] = []): string => demoAnswer([{ role: 'system', name: null, text: 'You are Helper.' }, ...before, says(text)], NOW_MS)

describe('the built-in demo model', () => {
  it('greets by name, and without one', () => {
    expect(answer('@helper hello there')).toBe('Hello, Ada! What can I do for you?')
    expect(demoAnswer([says('Hi', null)], NOW_MS)).toBe('Hello! What can I do for you?')
  })

  it.each([
    ['What time is it?', 'It is 14:05 (UTC).'],
    ['what date is it', 'Today is Saturday, 21 November 2026 (UTC).'],
    ['What is today?', 'Today is Saturday, 21 November 2026 (UTC).'],
    ['Hello, how are you today?', 'Hello, Ada! What can I do for you?'],
    ['@helper 12 * (3 + 4)', '12 * (3 + 4) = 84'],
    ['What is 2 + 3 x 4?', '2 + 3 x 4 = 14'],
    ['2 ^ 3 ^ 2', '2 ^ 3 ^ 2 = 512'],
    ['0.1 + 0.2', '0.1 + 0.2 = 0.3'],
    ['-2 - -3', '-2 - -3 = 1'],
    ['7 / 0', '7 / 0 has no value: one cannot divide by zero, and what is too large I cannot count.'],
    ['Thanks!', 'You are welcome, Ada. Is there anything else?'],
    ['ask @second what time it is', '@second, Ada asks: what time it is'],
  ])('%s → %s', (question, expected) => {
    expect(answer(question)).toBe(expected)
  })

  it('says what it is when it is asked, and that it does not know', () => {
    expect(answer('Who are you?')).toContain('demo model that is built into Halley')
    expect(answer('Who was the first on the moon?')).toContain('I do not know the answer to “Who was the first on the moon?”')
  })

  it('repeats and sums up what was said, by whom', () => {
    const before = [says('The printer is broken.', 'Ben'), { role: 'assistant' as const, name: null, text: 'Which one?' }]
    expect(answer('Please sum up', before)).toBe('So far: Ben said “The printer is broken.”; I said “Which one?”.')
    expect(answer('repeat', before)).toBe('I said: “Which one?”')
    expect(answer('summary')).toBe('Nothing was said before this, so there is nothing to sum up.')
  })

  it('asks back where it has no rule, and mentions nobody unless it is asked to', () => {
    expect(answer('@second I like trains')).toBe('You wrote: “second I like trains”. What shall I do with it, Ada: repeat it, sum up what was said, or calculate something?')
  })

  it('has a short answer to everything, the same each time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const said = answer(text, [says(text, text)])
      expect(said).toBe(answer(text, [says(text, text)]))
      expect(said.trim().length).toBeGreaterThan(0)
      expect(said.length).toBeLessThan(2_000)
    }))
  })

  it('streams its answer in pieces of words by the clock, and stops when it is stopped', async () => {
    const clock = new ManualClock(NOW_MS)
    const pieces: string[] = []
    const stop = new AbortController()
    const reading = readDemoModel([says('What time is it?')], { onText: (piece) => pieces.push(piece), signal: stop.signal }, clock)
    const pass = async (): Promise<void> => {
      clock.advance(30)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await pass()
    expect(pieces).toEqual(['It'])
    for (let time = 0; time < 10; time += 1) await pass()
    await expect(reading).resolves.toEqual({ ok: true })
    expect(pieces.join('')).toBe('It is 14:05 (UTC).')
    const second = readDemoModel([says('What time is it?')], { onText: (piece) => pieces.push(piece), signal: stop.signal }, clock)
    stop.abort()
    await expect(second).resolves.toMatchObject({ ok: false })
  })
})
