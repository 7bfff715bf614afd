import { exportFormats, exportProject } from '@halley/formats'
import { describeNode } from '@halley/nodes'
import { describe, expect, test } from 'vitest'
import { helpdesk, openFolder } from './call-halley.test-fixture.ts'

describe('halley export', () => {
  test.each(exportFormats.map((format) => [format]))('writes %s to the output, or to a file', async (format) => {
    const { write, read, call } = openFolder()
    write('desk.halley.json', helpdesk())
    const { text, fileName, mediaType } = exportProject(helpdesk(), format, { org: 'local', describeNode })
    expect(await call('export', 'desk.halley.json', '--format', format)).toEqual({ code: 0, out: text, error: '' })
    expect(await call('export', 'desk.halley.json', '--format', format, '-o', 'out.txt')).toEqual({ code: 0, out: `desk.halley.json: written to out.txt as ${format}\n`, error: '' })
    expect(read('out.txt')).toBe(text)
    expect(JSON.parse((await call('export', 'desk.halley.json', '--format', format, '--json')).out)).toEqual({ ok: true, format, fileName, mediaType, text })
    expect(JSON.parse((await call('export', 'desk.halley.json', '--format', format, '--json', '-o', 'out.txt')).out)).toEqual({ ok: true, format, fileName, mediaType, written: 'out.txt' })
  })

  test('has the organisation, the server and the draft in it that are said, and JSON in a .json file', async () => {
    const { write, read, call } = openFolder()
    write('desk.halley.json', helpdesk())
    expect((await call('export', 'desk.halley.json', '--format', 'asyncapi', '--org', 'acme', '--url', 'https://halley.example.com', '--draft', '-o', 'desk.json')).code).toBe(0)
    expect(JSON.parse(read('desk.json'))).toMatchObject({ servers: { http: { host: 'halley.example.com', protocol: 'https' } }, channels: { escalation: { address: `events.acme.draft-${helpdesk().id}.escalation.{message}._` } } })
  })

  test('without a format, with one that there is not, or with a wrong address it says what to write, and ends with 2', async () => {
    const { write, list, call } = openFolder()
    write('desk.halley.json', helpdesk())
    for (const [words, message] of [
      [[], '--format is missing. Write one of asyncapi, jsonschema, typescript, cloudevents, mermaid.'],
      [['--format', 'pdf'], '--format pdf is not a format. Write one of'],
      [['--format', 'asyncapi', '--url', 'ftp://x'], '--url ftp://x is not the address of a server.'],
      [['--format', 'asyncapi', '--url', 'https://ann:secret@x'], '--url must not hold a password'],
      [['--format', 'asyncapi', '--org', 'a.b'], '--org a.b is not the token of an organisation.'],
    ] as const) {
      const { code, out, error } = await call('export', 'desk.halley.json', ...words, '-o', 'out.txt')
      expect([words, code, out]).toEqual([words, 2, ''])
      expect(error).toContain(message)
    }
    expect(list()).toEqual(['desk.halley.json'])
  })
})
