import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS, SCHEMA_VERSION } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { helpdesk, oldDocument, openFolder } from './call-halley.test-fixture.ts'

describe('halley check', () => {
  test('a project without errors ends with 0', async () => {
    const { write, call } = openFolder()
    write('desk.halley.json', helpdesk())
    const { code, out, error } = await call('check', 'desk.halley.json')
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^desk\.halley\.json: 0 errors, \d+ warnings?, \d+ hints?\n$/m)
  })

  test('an error is listed with its place in words, and ends with 1', async () => {
    const { write, call } = openFolder()
    const project = helpdesk()
    for (const flow of Object.values(project.flows)) for (const node of Object.values(flow.nodes)) if (node.kind === 'comet-message' && node.config['action'] === 'send') node.config['channelId'] = 'gone'
    write('desk.halley.json', project)
    const { code, out } = await call('check', 'desk.halley.json')
    expect(code).toBe(1)
    expect(out).toMatch(/^error: flow "[^"]+" › node "Send [^"]*" › field "Channel name": .* \(comet\/channel_missing\)$/m)
    const json = JSON.parse((await call('check', 'desk.halley.json', '--json')).out)
    expect(json).toMatchObject({ ok: false, file: 'desk.halley.json', errors: expect.any(Number), problems: expect.arrayContaining([expect.objectContaining({ severity: 'error', code: 'comet/channel_missing', where: expect.stringContaining('field "Channel name"'), place: expect.objectContaining({ type: 'node' }) })]) })
  })

  test('a file of an older version is checked as it will be opened, and stays as it is', async () => {
    const { write, read, call } = openFolder()
    write('old.halley.json', oldDocument('v0-help-desk'))
    expect((await call('check', 'old.halley.json')).code).toBe(0)
    expect(read('old.halley.json')).toBe(oldDocument('v0-help-desk'))
  })

  test('words of a file cannot steer the terminal', async () => {
    const { write, call } = openFolder()
    const project = helpdesk()
    const [flow] = Object.values(project.flows)
    if (flow !== undefined) Object.assign(flow, { name: 'Evil \u001b[2J\u202e\u0007', nodes: {}, edges: {} })
    write('desk.halley.json', project)
    const { out } = await call('check', 'desk.halley.json')
    expect(out).toContain('Evil �[2J��')
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })
})

describe('a file that cannot be opened ends with 2 and the reason', () => {
  test.each<[string, string | Buffer | object, RegExp]>([
    ['not JSON, with line and column', '{\n  "schemaVersion": 2,\n  "id" "x"\n}', /^halley check: file\.json:3:8: The file is not JSON: a colon is missing in line 3, column 8\./],
    ['empty', '', /file\.json:1:1: The file is not JSON: there is nothing/],
    ['cut off', '{"schemaVersion": 2', /:1:20: .*ends too early/],
    ['not text', Buffer.from([0xff, 0xfe, 0x00]), /is not UTF-8 text/],
    ['something else', [1, 2], /not a Halley project/],
    ['of a newer version', { schemaVersion: SCHEMA_VERSION + 1 }, /Update this Halley/],
    ['too large', Buffer.alloc(LIMITS.projectBytes + 1, 0x20), new RegExp(`${LIMITS.projectBytes + 1} bytes; the limit is ${LIMITS.projectBytes}`)],
    ['deeply nested', '['.repeat(100_000) + ']'.repeat(100_000), /nested deeper than 32 levels/],
  ])('%s', async (_what, content, message) => {
    const { write, call } = openFolder()
    write('file.json', content)
    const { code, out, error } = await call('check', 'file.json')
    expect([code, out]).toEqual([2, ''])
    expect(error).toMatch(message)
  })

  test('a folder, and a file that may not be read', async () => {
    const { folder, write, call } = openFolder()
    mkdirSync(join(folder, 'inner'))
    expect((await call('check', 'inner')).error).toContain('inner is a folder')
    write('locked.json', '{}')
    chmodSync(join(folder, 'locked.json'), 0)
    // Root may read everything; then the file is opened and is no project.
    expect((await call('check', 'locked.json')).error).toMatch(/may not be read|schemaVersion/)
  })
})
