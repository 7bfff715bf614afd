import { readFileSync } from 'node:fs'
import { checkProject, checkPublishing } from '@halley/engine'
import { readProject, type Project } from '@halley/model'
import { catalog, exampleProjects } from '@halley/nodes'
import { describe, expect, test } from 'vitest'
import { readProblemCodes } from './problem-codes.ts'

const scan = (text: string) => readProblemCodes([{ path: 'packages/model/src/some-check.ts', text }])

describe('reading problem codes off sources', () => {
  test('a problem is found with its severities, texts and fixes', () => {
    expect(scan(`
      const found = { code: 'flow/lost', severity: all ? 'error' : 'warning' as const, text: name === null ? 'Choose one.' : \`"\${name}" was deleted.\`,
        ...(end && { fix: { type: 'connectToEnd', id } }) }`)).toEqual([
      { code: 'flow/lost', severities: ['error', 'warning'], texts: ['Choose one.', '"…" was deleted.'], fixes: ['connectToEnd'], path: 'packages/model/src/some-check.ts' },
    ])
  })

  test('a function that reports is followed to its calls, also through another one', () => {
    const codes = scan(`
      const report = (code: string, severity: Severity, text: string) => void found.push({ code: \`area/\${code}\`, severity, text })
      function missing(what: string, code: string) { report(code, 'error', \`The \${what} is missing.\`) }
      report('first', 'hint', 'Look at it.')
      missing('list', 'second')`)
    expect(codes).toMatchObject([{ code: 'area/first', severities: ['hint'], texts: ['Look at it.'] }, { code: 'area/second', severities: ['error'], texts: ['The … is missing.'] }])
  })

  test('what is handed on is not found twice, and codes of zod are not ours', () => {
    expect(scan("fail({ code: result.code, text: result.text }); const { code } = wrong; push({ code, text: 'x' }); context.addIssue({ code: 'custom' })")).toEqual([])
  })

  test.each<[string, string]>([
    ['a code put together', "const one = 1\nreport({ code: `flow/${reason}`, severity: 'error', text: 'x' })"],
    ['a code from a variable', "const one = 1\nreport({ code: reason, severity: 'error', text: 'x' })"],
    ['a code from a call', "const one = 1\nreport({ code: codeOf(problem), severity: 'error', text: 'x' })"],
    ['a code handed to a function that reports', "const report = (code: string) => push({ code })\nreport(codeOf(problem))"],
  ])('%s is refused with file and line', (_what, text) => {
    expect(() => scan(text)).toThrow(/^packages\/model\/src\/some-check\.ts:2: this code is not written out/)
  })
})

describe('docs/diagnostics.md', () => {
  const codes = readProblemCodes()
  const page = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')

  test('has every code that the sources report', () => {
    expect(codes.length).toBeGreaterThan(100)
    expect(codes.filter(({ code }) => !page.includes(`| \`${code}\` |`))).toEqual([])
  })

  test('has every code that checking the examples in all sorts of damage reports', { timeout: 120_000 }, () => {
    const reported = new Set<string>()
    const check = (project: Project): void => {
      const { program, diagnostics } = checkProject(project, catalog)
      const { stops, warns } = checkPublishing(program)
      for (const { code } of [...diagnostics, ...stops, ...warns]) reported.add(code)
    }
    for (const example of exampleProjects()) for (const damaged of damages(example)) check(damaged)
    expect(reported.size).toBeGreaterThan(20)
    expect([...reported].filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([])
  })

  test('says of every problem how bad it is and what it says', () => {
    const problems = codes.filter(({ severities, code }) => severities.length > 0 && !code.startsWith('expression/'))
    expect(problems.filter(({ severities }) => severities.some((severity) => !['error', 'warning', 'hint'].includes(severity)))).toEqual([])
    expect(problems.filter(({ texts }) => texts.length === 0)).toEqual([])
  })
})

/** The project with one thing gone each time: a resource, a node, an arrow, or a property of a node set to nothing. */
function* damages(project: Project): Iterable<Project> {
  const nothings = [undefined, null, '', 'gone', '1 +']
  // One sort of damage for each place, in turn: all of them for each take half a minute.
  for (const [index, path] of pathsInto(project).entries()) {
    const copy: unknown = JSON.parse(JSON.stringify(project))
    put(copy, path, nothings[index % nothings.length])
    const reading = readProject(copy)
    if (reading.ok) yield reading.project
  }
}

function pathsInto(project: Project): string[][] {
  const configs = Object.values(project.flows).flatMap((flow) => Object.values(flow.nodes).flatMap((node) => Object.keys(node.config).map((key) => ['flows', flow.id, 'nodes', node.id, 'config', key])))
  const resources = (['messages', 'channels', 'fields', 'lists', 'choices', 'flows', 'navigation', 'personas', 'settings'] as const).flatMap((collection) => Object.keys(project[collection]).map((id) => [collection, id]))
  const arrows = Object.values(project.flows).flatMap((flow) => Object.keys(flow.edges).map((id) => ['flows', flow.id, 'edges', id]))
  return [...configs, ...resources, ...arrows]
}

function put(document: unknown, path: readonly string[], value: unknown): void {
  let place = document
  for (const step of path.slice(0, -1)) place = typeof place === 'object' && place !== null ? new Map(Object.entries(place)).get(step) : undefined
  if (typeof place !== 'object' || place === null) return
  if (value === undefined) Reflect.deleteProperty(place, path.at(-1) ?? '')
  else Reflect.set(place, path.at(-1) ?? '', value)
}
