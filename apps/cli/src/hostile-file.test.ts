import { LIMITS } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { helpdesk, openFolder } from './call-halley.test-fixture.ts'
import { commands } from './commands.ts'

/** The example as text, with a piece of it replaced. */
const changed = (from: string | RegExp, to: string): string => JSON.stringify(helpdesk()).replace(from, () => to)

const crowded = (nodes: number): object => {
  const project = helpdesk()
  const [flow] = Object.values(project.flows)
  const [first] = Object.values(flow?.nodes ?? {})
  if (flow !== undefined && first !== undefined) for (let index = 0; index < nodes; index += 1) flow.nodes[`x${index}`] = { ...first, id: `x${index}`, kind: 'log', config: {} }
  return project
}

const hostile: readonly (readonly [what: string, content: string | object, message: RegExp])[] = [
  ['a name that reaches the prototype', changed('"folders":', '"__proto__":{"polluted":true},"folders":'), /uses "__proto__" as a name/],
  ['the same, written with escapes', changed('"folders":', '"\\u005f_proto__":{"polluted":true},"folders":'), /uses "__proto__" as a name/],
  ['constructor as an id', changed('"folders":', '"notes":{"constructor":{"prototype":{"polluted":true}}},"folders":'), /uses "constructor" as a name/],
  ['100,000 levels', `{"schemaVersion":2,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /deeper than 32 levels/],
  ['100,000 levels that are not closed', `{"schemaVersion":2,"deep":${'{"a":'.repeat(100_000)}`, /:1:\d+: The file is not JSON/],
  ['10,000 nodes', crowded(10_000), new RegExp(`has \\d+ nodes; the limit is ${LIMITS.projectNodes}|more than ${LIMITS.projectJsonValues} values`)],
  ['a number beyond all numbers', changed(/"x":\d+/, '"x":1e400'), /x.*Correct it at \/flows\//],
  ['a name twice, the second hostile', changed('"folders":', '"schemaVersion":2,"settings":7,"folders":').replace(/"settings":\{"homeFlowId[^}]*\}/, '"settings":[]'), /"settings"/],
]

describe('a hostile file', () => {
  test.each(hostile)('%s is refused by every command with the reason, and changes nothing', async (_what, content, message) => {
    const { write, read, list, call } = openFolder()
    write('hostile.halley.json', content)
    const before = read('hostile.halley.json')
    for (const { name } of commands.filter(({ parameters }) => parameters[0]?.name === 'FILE')) {
      const { code, out, error } = await call(name, 'hostile.halley.json')
      expect([name, code, out]).toEqual([name, 2, ''])
      expect(error).toMatch(message)
    }
    expect(read('hostile.halley.json')).toBe(before)
    expect(list()).toEqual(['hostile.halley.json'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('broken references, lone surrogates and zero characters are listed as problems', async () => {
    const { write, call } = openFolder()
    const project = helpdesk()
    for (const message of Object.values(project.messages)) message.name = 'Half \ud800 and \u0000'
    project.channels = {}
    project.settings.homeFlowId = 'gone'
    write('hostile.halley.json', project)
    const { code, out } = await call('check', 'hostile.halley.json', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).problems.map((problem: { code: string }) => problem.code)).toEqual(expect.arrayContaining(['names/unreadable', 'project/home_missing', 'comet/channel_missing']))
    expect((await call('check', 'hostile.halley.json')).out).toContain('Half � and �')
  })
})
