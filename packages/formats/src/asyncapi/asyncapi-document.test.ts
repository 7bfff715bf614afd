import { Parser } from '@asyncapi/parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportProject } from '../export-project.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { randomProject } from '../random-project.test-fixture.ts'
import { asyncApiDocument, asyncApiOf } from './asyncapi-document.ts'

const parser = new Parser()

/** What the official parser finds wrong. */
async function errorsIn(text: string) {
  const { diagnostics } = await parser.parse(text)
  return diagnostics.filter(({ severity }) => severity === 0).map(({ code, message, path }) => ({ code, message, path: path.join('/') }))
}

describe('the AsyncAPI document', () => {
  test('says addresses, messages, operations and servers as a program outside sees them', () => {
    expect(asyncApiDocument(helpDesk(), { org: 'acme', serverUrl: 'https://user:secret@halley.example.com/base/' })).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: 'Help desk' },
      servers: {
        socketio: { host: 'halley.example.com', pathname: '/base/socket.io', protocol: 'wss' },
        http: { host: 'halley.example.com', pathname: '/base/api/v1/events', protocol: 'https' },
      },
      channels: { escalation: { address: 'events.acme.helpDesk.escalation.{message}.{key}', parameters: { message: { enum: ['Ticket'] }, key: { description: expect.stringMatching(/^desk: /) } }, messages: { Ticket: { $ref: '#/components/messages/Ticket' } } } },
      operations: { 'escalation.send': { action: 'send', messages: [{ $ref: '#/channels/escalation/messages/Ticket' }] }, 'escalation.receive': { action: 'receive' } },
      components: { messages: { Ticket: { name: 'Ticket', examples: [{ payload: { subject: 'Subject', priority: 'low', lines: [{ count: 1 }] } }] } }, schemas: { Ticket: { required: ['subject'], additionalProperties: false } } },
    })
    expect(JSON.stringify(asyncApiDocument(helpDesk(), { org: 'acme', serverUrl: 'https://user:secret@halley.example.com' }))).not.toContain('secret')
  })

  test('of a draft has the topics of the draft, and a channel without a key has none', () => {
    const desk = helpDesk()
    for (const channel of Object.values(desk.channels)) channel.keyName = null
    expect(asyncApiDocument(desk, { org: 'acme', environment: 'draft' })).toMatchObject({ channels: { escalation: { address: 'events.acme.draft-desk.escalation.{message}._', parameters: { message: {} } } } })
  })

  test('the parser is a judge: a document that is damaged has errors', async () => {
    const document = structuredClone(asyncApiDocument(helpDesk(), { org: 'acme' }))
    Object.assign(document, { operations: { broken: { action: 'shout' } } })
    expect(await errorsIn(JSON.stringify(document))).not.toEqual([])
  })

  test('is valid whatever the names and types are', async () => {
    await fc.assert(fc.asyncProperty(randomProject, async (project) => {
      expect(await errorsIn(exportProject(project, 'asyncapi', { org: 'acme', syntax: 'json' }).text)).toEqual([])
    }), { numRuns: 25 })
  })

  test('of several apps is valid, and apps with the same names in them do not mix', async () => {
    const [first, second] = [helpDesk(), { ...helpDesk(), id: 'other', technicalName: 'otherDesk' }]
    const document = asyncApiOf([first, second, { ...first, id: 'third' }], { org: 'acme' })
    expect(Object.keys(document['channels'] ?? {})).toEqual(['helpDesk.escalation', 'otherDesk.escalation', 'helpDesk2.escalation'])
    expect(await errorsIn(JSON.stringify(document))).toEqual([])
    expect(await errorsIn(JSON.stringify(asyncApiOf([], { org: 'acme' })))).toEqual([])
  })
})
