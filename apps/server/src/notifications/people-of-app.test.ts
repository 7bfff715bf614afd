import { emptyProject } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { recipientsAmong, type NoticePerson } from './people-of-app.ts'
import { isHeard, ownPattern } from './own-pattern.ts'

const person = (id: string, roles: readonly string[] = [], email: string | null = null, persona: string | null = null): NoticePerson => ({ id, name: id, roles, email, persona })
const people = [person('p1', ['officer'], 'Olga@Example.com'), person('p2', ['officer', 'boss'], 'bob@example.com'), person('p3', [], null, 'customer')]
const among = (users: readonly string[], roles: readonly string[], actor: string | null = null) => {
  const { recipients, ...rest } = recipientsAmong(people, { users, roles }, actor)
  return { ids: recipients.map(({ id }) => id), ...rest }
}

describe('recipients', () => {
  it('are found by id, by e-mail address in any case, by the technical name of a persona and by role, each once', () => {
    expect(among(['p1', 'olga@example.COM', 'customer'], ['officer', 'boss'])).toEqual({ ids: ['p1', 'p2', 'p3'], isActorOne: false, unknown: [] })
  })
  it('are all but who caused the event', () => expect(among(['p1'], ['officer'], 'p1')).toEqual({ ids: ['p2'], isActorOne: true, unknown: [] }))
  it('that are nobody are named', () => expect(among(['nobody', 'x@example.com', 'p3'], ['ghost'])).toEqual({ ids: ['p3'], isActorOne: false, unknown: ['nobody', 'x@example.com'] }))
})

describe('the pattern of a rule', () => {
  const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'helpdesk' })
  it.each([
    ['events.*.helpdesk.escalation.Ticket.*', 'events.acme.draft-desk.escalation.Ticket.*', 'events.*.helpdesk.escalation.Ticket.*'],
    ['events.acme.*.escalation.Ticket.*', 'events.acme.draft-desk.escalation.Ticket.*', 'events.acme.*.escalation.Ticket.*'],
    ['events.*.helpdesk.>', 'events.acme.draft-desk.>', 'events.*.helpdesk.>'],
    ['events.*.>', 'events.acme.draft-desk.>', 'events.*.>'],
    ['events.>', 'events.acme.draft-desk.>', 'events.>'],
    ['>', null, null],
    ['*.*.*.a.B.*', 'events.acme.draft-desk.a.B.*', 'events.*.*.a.B.*'],
    ['events.*.helpdesk.a.B.*.priority.high', 'events.acme.draft-desk.a.B.*.priority.high', 'events.*.helpdesk.a.B.*.priority.high'],
    ['events.*.orders.a.B.*', null, 'events.*.orders.a.B.*'],
    ['events.other.helpdesk.a.B.*', null, null],
    ['tasks.*.helpdesk.a.B.*', null, null],
    ['events..x', null, null],
  ])('%s hears in a draft %s, and published %s', (pattern, draft, published) => {
    expect([ownPattern(pattern, project, { org: 'acme', environment: 'draft' }), ownPattern(pattern, project, { org: 'acme', environment: 'published' })]).toEqual([draft, published])
  })
  it('hears nothing of drafts where it is published', () => {
    expect(isHeard('events.acme.draft-desk.a.B._', { org: 'acme', environment: 'published' })).toBe(false)
    expect(isHeard('events.acme.helpdesk.a.B._', { org: 'acme', environment: 'published' })).toBe(true)
  })
})
