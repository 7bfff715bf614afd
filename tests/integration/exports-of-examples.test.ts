import { Parser } from '@asyncapi/parser'
import { asyncApiOf, exportProject } from '@halley/formats'
import { exampleProjects } from '@halley/nodes'
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
