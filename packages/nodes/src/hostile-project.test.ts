import { compileProject, problemsOf } from '@halley/engine'
import { readProject, type Diagnostic } from '@halley/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalog } from './catalog.ts'
import { exampleProjects } from './examples/index.ts'

/** What people do not write into project files, and others may. */
const hostileValue = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(
    null, true, 0, -1, Infinity, -Infinity, 1e308, 5e-324, 0.5, '', ' ', '\u0000', '\ud800', 'a\udc00b', '\u202e', 'gone', 'constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'valueOf',
    'x'.repeat(10_000), '('.repeat(1_000), `${'('.repeat(1_000)}1${')'.repeat(1_000)}`, '{'.repeat(1_000), '1'.repeat(4_000), 'a.'.repeat(2_000), '[].map(x, '.repeat(300), '{{{', '}', "'\\", '%', '/*',
    [], {}, [[]], [null], [{}], { id: 'x' }, { type: 'field' }, { length: 5 }, { toString: null, valueOf: 1 },
  ), weight: 4 },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
)

const mutation = fc.record({
  place: fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 12 }),
  other: fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 12 }),
  what: fc.constantFrom('replace', 'delete', 'copyHere', 'renameKey', 'addKey', 'stretch'),
  key: fc.constantFrom('constructor', '__proto__', 'prototype', 'toString', 'id', 'x', '', 'type', 'kind', 'parentId', '\u0000', 'x'.repeat(10_000), 'a:b'),
  value: hostileValue,
})
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never
type Branch = Record<string, unknown>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null

/** The object and key that numbers lead to: each chooses one of the keys there are; where there is no way deeper it ends. */
function placeAt(document: Branch, numbers: readonly number[]): { owner: Branch; key: string } {
  let owner = document
  let key = ''
  for (const number of numbers) {
    const keys = Object.keys(owner)
    key = keys[number % Math.max(1, keys.length)] ?? ''
    const next = owner[key]
    if (!isBranch(next) || Object.keys(next).length === 0) break
    if (number % 7 === 0 && number > 0) break
    owner = next
    key = Object.keys(next)[number % Object.keys(next).length] ?? ''
  }
  return { owner, key }
}

function mutate(document: Branch, { place, other, what, key, value }: Mutation): void {
  const at = placeAt(document, place)
  const from = placeAt(document, other)
  const define = (owner: Branch, name: string, given: unknown): void => { Object.defineProperty(owner, name, { value: structuredClone(given), enumerable: true, configurable: true, writable: true }) }
  switch (what) {
    case 'replace': return define(at.owner, at.key, value)
    case 'delete': delete at.owner[at.key]; return
    case 'copyHere': return define(at.owner, at.key, from.owner[from.key])
    case 'renameKey': { const moved = at.owner[at.key]; delete at.owner[at.key]; return define(at.owner, key, moved) }
    case 'addKey': return define(at.owner, key, value)
    case 'stretch': { const short = at.owner[at.key]; if (typeof short === 'string') define(at.owner, at.key, short.repeat(3)) }
  }
}

const ownNames = Reflect.ownKeys(Object.prototype)

type Opened = { readonly refusal: { readonly code: string; readonly message: string } | null; readonly problems: readonly Diagnostic[] }

function open(source: unknown): Opened {
  const reading = readProject(source)
  return reading.ok ? { refusal: null, problems: problemsOf(compileProject(reading.project, catalog)) } : { refusal: reading, problems: [] }
}

const aRefusal = { code: expect.stringMatching(/^project\/[a-z_]+$/), message: expect.stringMatching(/\S/) }
const aProblem = { code: expect.stringMatching(/^[a-z-]+\/[a-z_-]+$/), severity: expect.stringMatching(/^(error|warning|hint)$/), text: expect.stringMatching(/\S/) }

test('whatever a file holds, it is opened with its problems listed or refused with the reason, and no object gets a new property', () => {
  const examples = exampleProjects()
  const outcomes = { opened: 0, refused: 0 }
  fc.assert(fc.property(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 6 }), (which, mutations) => {
    const document: Branch = JSON.parse(JSON.stringify(examples[which % examples.length]))
    for (const one of mutations) mutate(document, one)
    // A value, as an import over the wire, and text, as a file; in text, 1e400 is read as Infinity.
    for (const source of [document, JSON.stringify(document).replaceAll('0.5', '1e400')]) {
      const { refusal, problems } = open(source)
      outcomes[refusal === null ? 'opened' : 'refused'] += 1
      expect([refusal].filter((one) => one !== null)).toMatchObject(refusal === null ? [] : [aRefusal])
      expect(problems).toMatchObject(problems.map(() => aProblem))
      expect(Reflect.ownKeys(Object.prototype)).toEqual(ownNames)
    }
  }), { numRuns: Number(process.env['HALLEY_FUZZ_RUNS'] ?? 400) })
  // Both ends are met often, or the mutations say nothing.
  expect(Math.min(outcomes.opened, outcomes.refused)).toBeGreaterThan(20)
})

test('a reference is replaced by whatever else the file names, and by what every object has', () => {
  const examples = exampleProjects()
  fc.assert(fc.property(fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }), (which, swaps) => {
    const document: Branch = JSON.parse(JSON.stringify(examples[which % examples.length]))
    const references = referencesBelow(document)
    const targets = [...references.map(({ owner, key }) => owner[key]), 'toString', 'valueOf', 'hasOwnProperty', '__proto__', 'gone', '', null]
    for (const [place, target] of swaps) {
      const found = references[place % references.length]
      if (found !== undefined) found.owner[found.key] = targets[target % targets.length]
    }
    const { refusal, problems } = open(document)
    expect([refusal].filter((one) => one !== null)).toMatchObject(refusal === null ? [] : [aRefusal])
    expect(problems).toMatchObject(problems.map(() => aProblem))
  }), { numRuns: Number(process.env['HALLEY_FUZZ_RUNS'] ?? 200) })
})

/** Every place of a document that holds an id of something else. */
function referencesBelow(document: Branch): { owner: Branch; key: string }[] {
  const found: { owner: Branch; key: string }[] = []
  const left: Branch[] = [document]
  for (let owner = left.pop(); owner !== undefined; owner = left.pop()) {
    for (const [key, value] of Object.entries(owner)) {
      if (isBranch(value)) left.push(value)
      else if (/Id$|^(from|to)$/.test(key) && typeof value === 'string') found.push({ owner, key })
    }
  }
  return found
}
