import { compileProject, problemsOf } from '@halley/engine'
import { emptyProject, exampleOf, LIMITS, messageJsonSchema, readProject, type Project } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { catalog } from './catalog.ts'
import { countSteps } from './count-steps.test-fixture.ts'

type Loose = Record<string, unknown>
type Arrow = readonly [from: string, exit: string, to: string]

const named = (id: string, more: Loose = {}): Loose => ({ id, folderId: null, order: 'a', name: id, technicalName: id, ...more })
const node = (id: string, kind: string, config: Loose = {}): Loose => ({ id, kind, version: 1, position: { x: 0, y: 0 }, config })
const listed = (things: readonly Loose[]): Loose => Object.fromEntries(things.map((thing) => [String(thing['id']), thing]))
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const flow = (id: string, nodes: readonly Loose[], arrows: readonly Arrow[], type = 'flowchart'): Loose => named(id, {
  type, nodes: listed([node('start', 'start'), ...nodes]), edges: listed(arrows.map(([from, exit, to]) => ({ id: `${from}:${exit}`, from, exit, to }))),
})
const project = (parts: Loose): unknown => ({ ...emptyProject({ id: 'hostile', name: 'Hostile', technicalName: 'hostile' }), ...parts })
const rows = { rows: named('rows', { storage: 'session', members: {} }) }
const member = (id: string, parentId: string | null, more: Loose = {}): Loose => ({ id, parentId, order: 'a', name: id, technicalName: id, type: 'list', ...more })

/** Files made to be slow to check, by how many of their things there are. */
const slow: Readonly<Record<string, (count: number) => unknown>> = {
  'a flow of one long chain': (count) => project({ flows: listed([flow('f', times(count, (index) => node(`n${index}`, 'log')), times(count, (index): Arrow => [index === 0 ? 'start' : `n${index - 1}`, 'default', `n${index}`]))]) }),
  'loops inside each other, the innermost first': (count) => project({ lists: rows, flows: listed([flow('f', times(count, (index) => node(`n${count - index - 1}`, 'loop', { list: 'rows' })), times(count, (index): Arrow => [index === 0 ? 'start' : `n${index - 1}`, index === 0 ? 'default' : 'next', `n${index}`]))]) }),
  'loops that all lead to one node': (count) => project({ lists: rows, flows: listed([flow('f', times(count, (index) => node(`n${index}`, 'loop', { list: 'rows' })), times(count, (index): Arrow[] => [[`n${index}`, 'next', `n${count >> 1}`], [`n${index}`, 'end', `n${index + 1}`]]).flat())]) }),
  'fields of one name': (count) => project({ fields: listed(times(count, (index) => named(`f${index}`, { name: 'Same', technicalName: 'same', valueType: { type: 'text' } }))) }),
  'options of one name': (count) => project({ choices: { c: named('c', { options: listed(times(count, (index) => ({ id: `o${index}`, order: 'a', name: 'Same', technicalName: 'same' }))) }) } }),
  'lists in one message': (count) => project({ messages: { m: named('m', { hue: 1, members: listed(times(count, (index) => member(`l${index}`, null))) }) } }),
  'lists in lists in lists': (count) => project({ messages: { m: named('m', { hue: 1, members: listed(times(count, (index) => member(`l${index}`, index === 0 ? null : `l${index - 1}`))) }) } }),
  'folders in a circle': (count) => project({ folders: listed(times(count, (index) => ({ id: `f${index}`, tree: 'flows', parentId: `f${(index + 1) % count}`, order: 'a', name: 'Same' }))) }),
  'action flowcharts that call each other in a circle': (count) => project({ flows: listed(times(count, (index) => flow(`f${index}`, [node('call', 'sub-flowchart', { flowId: `f${(index + 1) % count}` })], [['start', 'default', 'call']], 'action'))) }),
  'flowcharts that lead to each other in a circle': (count) => project({
    navigation: listed(times(count, (index) => named(`i${index}`, { flowId: `f${index}` }))),
    flows: listed(times(count, (index) => flow(`f${index}`, [node('go', 'navigation', { navigationId: `i${(index + 1) % count}` })], [['start', 'default', 'go']]))),
  }),
  'calls of a flow with many Ends, one after the other and back': (count) => project({ flows: listed([
    flow('many', times(100, (index) => node(`e${index}`, 'end')), [['start', 'default', 'e1']], 'action'),
    flow('f', times(count, (index) => node(`n${index}`, 'sub-flowchart', { flowId: 'many' })), [['start', 'default', 'n0'], ...times(count, (index): Arrow => [`n${index}`, 'e1', `n${(index + 1) % count}`])]),
  ]) }),
  'senders and listeners of one channel': (count) => project({
    messages: { m: named('m', { hue: 1, members: {} }) }, channels: { c: named('c', { keyName: null, messageIds: [] }) },
    flows: listed(times(count, (index) => flow(`f${index}`, [node('listen', 'comet-message', { action: 'listen', channelId: 'c' }), node('send', 'comet-message', { action: 'send', channelId: 'c', messageId: 'm' })], [['start', 'default', 'listen'], ['listen', 'default', 'send']], 'action'))),
  }),
}

function check(document: unknown): ReturnType<typeof problemsOf> {
  const reading = readProject(document)
  if (!reading.ok) throw new Error(reading.message)
  return problemsOf(compileProject(reading.project, catalog))
}

describe('the work of checking grows with the size of the file, not with its square', () => {
  test.each(Object.entries(slow))('%s', (_what, make) => {
    const [small, large] = [make(300), make(1_200)]
    check(small)
    const stepsOf = (document: unknown): number => countSteps(() => check(document))
    // Four times the things are at most six times the steps: sorting is a little more than linear, a square would be sixteen times.
    expect(stepsOf(large) / stepsOf(small)).toBeLessThan(6)
  })
})

describe('what cannot be right is told, and stops nothing else', () => {
  test.each<[string, unknown, string]>([
    ['folders in a circle', slow['folders in a circle']?.(3), 'folder/lost'],
    ['a folder in one that is not there', project({ folders: { f: { id: 'f', tree: 'flows', parentId: 'gone', order: 'a', name: 'F' } } }), 'folder/lost'],
    ['lists in themselves', project({ messages: { m: named('m', { hue: 1, members: { a: member('a', 'b'), b: member('b', 'a') } }) } }), 'list/too_deep'],
    ['a member of a list that is not there', project({ messages: { m: named('m', { hue: 1, members: { a: member('a', 'gone') } }) } }), 'list/parent_missing'],
    ['a name that nobody can read', project({ fields: { f: named('f', { name: 'a\u0000b', valueType: { type: 'text' } }) } }), 'names/unreadable'],
    ['half a character in a name', project({ fields: { f: named('f', { name: 'a\ud800', valueType: { type: 'text' } }) } }), 'names/unreadable'],
    ['names of what every object has', project({ fields: { f: named('f', { technicalName: 'toString', valueType: { type: 'text' } }) } }), 'names/reserved'],
    ['an arrow from an exit that is not there', project({ flows: listed([flow('f', [node('log', 'log')], [['start', 'sideways', 'log']])]) }), 'node/unreachable'],
    ['a flow with thousands of Ends', project({ flows: listed([flow('many', times(101, (index) => node(`e${index}`, 'end')), []), flow('f', [node('call', 'sub-flowchart', { flowId: 'many' })], [['start', 'default', 'call']])]) }), 'flow/too_many_ends'],
    ['an expression nested 1,000 deep', project({ flows: listed([flow('f', [node('d', 'decision', { expression: `${'('.repeat(1_000)}1${')'.repeat(1_000)}` })], [])]) }), 'expression/too-complex'],
    ['an expression of 4,000 characters', project({ flows: listed([flow('f', [node('d', 'decision', { expression: 'x+'.repeat(2_000) })], [])]) }), 'expression/too-complex'],
  ])('%s', (_what, document, code) => {
    expect(check(document).map((problem) => problem.code)).toContain(code)
  })

  test('an expression with hundreds of mistakes tells the first ones', () => {
    const problems = check(project({ flows: listed([flow('f', [node('d', 'decision', { expression: times(300, (index) => `x${index}`).join('+') })], [])]) }))
    expect(problems.filter(({ code }) => code === 'expression/unknown-name')).toHaveLength(20)
  })

  test('a message of a thousand levels has an example and a schema all the same', () => {
    const reading = readProject(slow['lists in lists in lists']?.(20_000))
    const opened: Project | undefined = reading.ok ? reading.project : undefined
    expect(opened && JSON.stringify([exampleOf(opened, 'm'), messageJsonSchema(opened, 'm')])).toContain('l3')
  })
})

describe('what nobody could work with is refused, with the reason', () => {
  const refused = (document: unknown): unknown => readProject(document)
  test.each<[string, unknown, RegExp]>([
    ['10,000 nodes', slow['a flow of one long chain']?.(10_000), new RegExp(`10001 nodes; the limit is ${LIMITS.projectNodes}`)],
    ['an id of 10,000 characters', project({ flows: { ['x'.repeat(10_000)]: flow('x'.repeat(10_000), [], []) } }), /an id is 1 to 40|Invalid key/],
    ['a reference to what every object has', project({ settings: { homeFlowId: 'toString', onApplicationStartFlowId: null } }), /reserved/],
    ['something filed under what every object has', project({ flows: listed([flow('valueOf', [], [])]) }), /reserved|Invalid key/],
    ['a technical name that reaches the prototype', project({ technicalName: 'constructor' }), /reserved/],
    ['a number that is none', JSON.stringify(project({ flows: listed([flow('f', [{ ...node('n', 'log'), position: { x: 12.5, y: 0 } }], [])]) })).replace('12.5', '1e400'), /"position\.x"|Infinity|number/],
  ])('%s', (_what, document, message) => {
    expect(refused(document)).toMatchObject({ ok: false, message: expect.stringMatching(message) })
  })

  test('a node whose references are names of every object has a problem, and the rest of the flow none', () => {
    const kinds: Loose[] = [node('a', 'comet-message', { action: 'send', channelId: 'toString', messageId: 'valueOf' }), node('b', 'sub-flowchart', { flowId: 'toString' }), node('c', 'navigation', { navigationId: 'valueOf' })]
    const problems = check(project({ flows: listed([flow('f', kinds, [['start', 'default', 'a']])]) })).filter(({ severity }) => severity === 'error')
    expect(problems.map(({ code, place }) => [code, place.type === 'node' ? place.nodeId : null])).toEqual([['node/config_invalid', 'a'], ['node/config_invalid', 'b'], ['node/config_invalid', 'c']])
  })
})
