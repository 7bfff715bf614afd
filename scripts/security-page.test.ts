import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const page = readFileSync(new URL('SECURITY.md', root), 'utf8')

/** The rows of the table of threats: what threatens, and the tests that protect against it. */
const rows = page.split('\n').flatMap((line) => {
  const [, threat = '', , tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
  return line.startsWith('| ') && threat !== 'threat' ? [{ threat, tests: [...tests.matchAll(/`([^`›]+) › ([^`]+)`/g)].map(([, file = '', title = '']) => ({ file: file.trim(), title: title.trim() })) }] : []
})

describe('every threat of SECURITY.md', () => {
  it('has a row', () => expect(rows.length).toBeGreaterThan(12))

  it.each(rows)('has tests: $threat', ({ tests }) => expect(tests.length).toBeGreaterThan(0))

  it.each(rows.flatMap(({ tests }) => tests))('is tested by what is there: $file › $title', ({ file, title }) => {
    expect(existsSync(new URL(file, root))).toBe(true)
    // Titles stand in quotes of any sort; a part of one is enough.
    expect(readFileSync(new URL(file, root), 'utf8').replaceAll("\\'", "'")).toContain(title)
  })
})
