import { expect, test } from 'vitest'
import { durationInWords } from './duration-words.ts'

test.each([[0, 'at once'], [250, '250 ms'], [1_000, '1 second'], [90_000, '1 minute 30 seconds'], [15 * 60_000, '15 minutes'], [36 * 3_600_000, '1 day 12 hours']])('%d ms are %s', (durationMs, words) => expect(durationInWords(durationMs)).toBe(words))
