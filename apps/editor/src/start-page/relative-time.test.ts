import { describe, expect, it } from 'vitest'
import { fileName } from './project-files.ts'
import { agoInWords } from './relative-time.tsx'

describe('the list of projects', () => {
  it('says how long ago in the largest unit that fits', () => {
    const now = Date.UTC(2026, 0, 31, 12)
    expect(agoInWords(now - 20_000, now)).toBe('just now')
    expect(agoInWords(now - 5 * 60_000, now)).toBe('5 minutes ago')
    expect(agoInWords(now - 26 * 3_600_000, now)).toBe('yesterday')
    expect(agoInWords(now - 15 * 86_400_000, now)).toBe('2 weeks ago')
  })

  it('a clock of the server that is ahead is just now', () => {
    expect(agoInWords(2_000, 1_000)).toBe('just now')
  })

  it('an exported file has a name that every file system takes', () => {
    expect(fileName('Störung: Drucker / Büro 3')).toBe('storung-drucker-buro-3')
    expect(fileName('…')).toBe('project')
  })
})
