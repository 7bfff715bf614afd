import { Parser } from '@asyncapi/parser'
import { asyncApiOf, exportFormats, exportProject } from '@halley/formats'
import { describeNode, exampleProjects } from '@halley/nodes'
import { describe, expect, test } from 'vitest'

const parser = new Parser()

/** What the official parser finds wrong. */
async function errorsIn(text: string) {
  const { diagnostics } = await parser.parse(text)
  return diagnostics.filter(({ severity }) => severity === 0).map(({ code, message, path }) => ({ code, message, path: path.join('/') }))
}

describe('the AsyncAPI document', () => {
  test.each(exampleProjects().map((project) => [project.name, project] as const))('of the example %s is valid, as YAML and as JSON', async (_name, project) => {
    for (const syntax of ['yaml', 'json'] as const) {
      for (const environment of ['published', 'draft'] as const) {
        expect(await errorsIn(exportProject(project, 'asyncapi', { org: 'acme', syntax, environment }).text)).toEqual([])
      }
    }
  })

  test('of all examples together is valid', async () => {
    expect(await errorsIn(JSON.stringify(asyncApiOf(exampleProjects(), { org: 'acme', serverUrl: 'https://halley.example.com/base/' })))).toEqual([])
  })
})

describe('the diagrams of the examples', () => {
  test('call nodes as the canvas does', () => {
    const [project] = exampleProjects()
    if (project === undefined) throw new Error('There is no example.')
    const { text } = exportProject(project, 'mermaid', { org: 'acme', describeNode })
    expect(text).toMatch(/n\d+>"Send Ticket on [^"]+"\]/)
    expect(text).not.toContain('"Comet message"')
  })
})

test.each(exampleProjects().map((project) => [project.name, project] as const))('every format of the example %s is written without what cannot be said', (_name, project) => {
  for (const format of exportFormats) {
    const { text } = exportProject(project, format, { org: 'acme', describeNode })
    // Of an example without messages there is nothing to say in some of them.
    expect(text.length).toBeGreaterThan(Object.keys(project.messages).length === 0 ? 0 : 100)
    expect(text).not.toMatch(/undefined|\[object|NaN/)
  }
})
