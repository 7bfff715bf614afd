import { ruleSchema, type Rule } from '@halley/model'
import type { z } from 'zod'
import { expect } from 'vitest'
import { TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { api, changeDraft, projectId } from '../publishing.test-fixture.ts'

/** Takes out of the example what it has of notifications by itself: these tests draw their own. */
export const withoutNotifications = {
  id: 'withoutNotifications', label: 'Without notifications',
  patches: [...['rules', 'connections'].map((collection) => ({ op: 'add', path: [collection], value: {} })), ...['customer', 'officer'].map((persona) => ({ op: 'remove', path: ['personas', persona, 'email'] }))],
}

/** Makes the draft a help desk without rules, mail server and addresses. */
export async function clearDesk(url: string): Promise<void> {
  expect((await api(url, 'POST', `projects/${projectId}/edits`, { body: withoutNotifications })).status).toBe(200)
}

/** A rule of the help desk: of every ticket, officers are told. */
export function ticketRule(changed: Partial<z.input<typeof ruleSchema>> = {}): Rule {
  return ruleSchema.parse({
    id: 'urgent', folderId: null, order: 'a0', name: 'Urgent tickets', technicalName: 'urgentTickets', technicalNameSetByHand: false, description: '',
    pattern: 'events.*.helpdesk.escalation.Ticket.*', recipients: { roles: ['officer'] }, title: '{Ticket.subject}', body: 'By {event.sender}.', ...changed,
  })
}

/** Puts a rule into the draft. */
export function drawRule(url: string, rule: Rule): Promise<void> {
  return changeDraft(url, ['rules', rule.id], rule)
}

/** Publishes tickets as a program does. */
export async function sendTickets(url: string, tickets: readonly { readonly id: string; readonly subject?: string; readonly priority?: string }[], app = 'draft-helpdesk-escalation'): Promise<void> {
  const program = new TestConnection(url, '/events', { auth: { protocol: 1 } })
  for (const { id, subject = `Printer ${id}`, priority = 'high' } of tickets) expect(await program.request('publish', { topic: `events.local.${app}.escalation.Ticket._`, id, data: { subject, priority } })).toMatchObject({ ok: true })
  program.close()
}

/** A client of a persona. */
export function clientOf(url: string, cleanUps: (() => unknown)[], personaId: string, more: ConstructorParameters<typeof TestPerson>[2] = {}): TestConnection {
  const { connection } = new TestPerson(url, personaId, more)
  cleanUps.push(() => connection.close())
  return connection
}
