import { validatePayload, emptyProject } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportFormats, exportProject, isExportFormat } from './export-project.ts'
import { helpDesk } from './help-desk.test-fixture.ts'
import { randomProject } from './random-project.test-fixture.ts'

describe('every format', () => {
  test('writes the same text for the same project, whatever it was before', () => {
    fc.assert(fc.property(randomProject, fc.constantFrom(...exportFormats), (project, format) => {
      // Maps by id have no order of their own: it is the order keys that count.
      const turned = structuredClone(project)
      for (const collection of ['messages', 'channels', 'choices', 'flows'] as const) Object.assign(turned, { [collection]: Object.fromEntries(Object.entries(turned[collection]).toReversed()) })
      const before = JSON.stringify(project)
      const once = exportProject(project, format, { org: 'acme' })
      expect(exportProject(turned, format, { org: 'acme' })).toEqual(once)
      expect(JSON.stringify(project)).toBe(before)
    }), { numRuns: 60 })
  })

  test.each(exportFormats.map((format) => [format]))('%s can be written of an empty project, and its file has a name and a type', (format) => {
    const { fileName, mediaType, text } = exportProject(emptyProject({ id: 'x', name: 'X', technicalName: 'x' }), format, { org: 'acme' })
    expect(fileName).toMatch(/^x\.[a-z.]+$/)
    expect(mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/)
    expect(text).toMatch(/[^\n]\n$/)
    expect(isExportFormat(format)).toBe(true)
  })

  test('no other name is a format', () => {
    for (const name of ['', 'toString', 'AsyncAPI', 'yaml']) expect(isExportFormat(name)).toBe(false)
  })
})

describe('the CloudEvents', () => {
  test('are one for each message on each channel, with a topic that can be published on and data that is taken', () => {
    const events = JSON.parse(exportProject(helpDesk(), 'cloudevents', { org: 'acme' }).text)
    expect(events).toEqual([{
      specversion: '1.0', id: 'example-escalation-Ticket', source: '/acme/helpDesk', type: 'Ticket', subject: 'events.acme.helpDesk.escalation.Ticket.desk_1', time: '2026-01-31T09:30:00Z', datacontenttype: 'application/json',
      data: { subject: 'Subject', priority: 'low', lines: [{ count: 1 }] },
    }])
    expect(validatePayload(helpDesk(), 'ticket', events[0].data).ok).toBe(true)
  })

  test('of messages that travel nowhere have no topic; every topic is one', () => {
    const desk = helpDesk()
    desk.channels = {}
    expect(JSON.parse(exportProject(desk, 'cloudevents', { org: 'acme' }).text)).toEqual([expect.not.objectContaining({ subject: expect.anything() })])
    fc.assert(fc.property(randomProject, (project) => {
      const events: readonly { readonly subject?: string }[] = JSON.parse(exportProject(project, 'cloudevents', { org: 'acme', environment: 'draft' }).text)
      for (const subject of events.flatMap((event) => event.subject ?? [])) expect(subject).toMatch(/^events\.acme\.draft-random(\.[A-Za-z0-9_-]{1,64}){3}$/)
    }), { numRuns: 60 })
  })
})
