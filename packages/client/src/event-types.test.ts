import { describe, expectTypeOf, test } from 'vitest'
import type { EventsClient, ReceivedEvent } from './events-client.ts'
import type { DataFor, DataToPublish } from './event-types.ts'

type Ticket = { readonly subject: string; readonly priority: 'low' | 'high' | null; readonly lines: readonly { readonly count: number; readonly note: string | null }[] }
type Closed = { readonly by: string }
type AppEvents = {
  'events.acme.helpdesk.escalation.Ticket': Ticket
  'events.acme.helpdesk.escalation.Closed': Closed
  'events.acme.helpdesk.archive.Ticket': Ticket
}
type Unknown = ReceivedEvent['data']

declare const typed: EventsClient<AppEvents>
declare const untyped: EventsClient

describe('the data of a subscription', () => {
  test('is that of the messages whose topics match the pattern', () => {
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Ticket.*'>>().toEqualTypeOf<Ticket>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Ticket.desk_1'>>().toEqualTypeOf<Ticket>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.*.Ticket.*'>>().toEqualTypeOf<Ticket>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Closed.*.country.de'>>().toEqualTypeOf<Closed>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.*.*'>>().toEqualTypeOf<Ticket | Closed>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.>'>>().toEqualTypeOf<Ticket | Closed>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.>'>>().toEqualTypeOf<Ticket | Closed>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.archive.Ticket.>'>>().toEqualTypeOf<Ticket>()
  })

  test('is any JSON where the pattern reaches beyond the app, or is wrong, or not known while writing', () => {
    expectTypeOf<DataFor<AppEvents, 'events.acme.>'>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<AppEvents, 'events.*.helpdesk.escalation.Ticket.*'>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Ticket*'>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Ticket'>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<AppEvents, 'events.acme.helpdesk.escalation.Nothing.*'>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<AppEvents, string>>().toEqualTypeOf<Unknown>()
    expectTypeOf<DataFor<Record<never, never>, 'events.acme.helpdesk.escalation.Ticket.*'>>().toEqualTypeOf<Unknown>()
  })

  test('is what the handler gets, and a client without types takes every pattern', () => {
    const compiles = (pattern: string): void => {
      typed.subscribe('events.acme.helpdesk.escalation.Ticket.*', ({ data }) => data.subject.toUpperCase())
      // @ts-expect-error there is no such field
      typed.subscribe('events.acme.helpdesk.escalation.Ticket.*', ({ data }) => data.subjekt)
      // @ts-expect-error what comes is not known
      typed.subscribe('events.acme.helpdesk.escalation.Ticket*', ({ data }) => data.subject)
      typed.subscribe(pattern, ({ data, seq }) => [data, seq])
      untyped.subscribe('events.acme.helpdesk.escalation.Ticket.*', ({ data }) => JSON.stringify(data))
      untyped.subscribe(pattern, (event: ReceivedEvent) => event.topic)
    }
    expectTypeOf(compiles).toBeFunction()
  })
})

describe('the data to publish', () => {
  test('may leave out what may be unknown, in rows too', () => {
    expectTypeOf<{ subject: string; lines: { count: number }[] }>().toExtend<DataToPublish<AppEvents, 'events.acme.helpdesk.escalation.Ticket._'>>()
    expectTypeOf<{ subject: string; priority: null; lines: [] }>().toExtend<DataToPublish<AppEvents, 'events.acme.helpdesk.escalation.Ticket._'>>()
    expectTypeOf<{ priority: 'low'; lines: [] }>().not.toExtend<DataToPublish<AppEvents, 'events.acme.helpdesk.escalation.Ticket._'>>()
    expectTypeOf<{ subject: string; priority: 'urgent'; lines: [] }>().not.toExtend<DataToPublish<AppEvents, 'events.acme.helpdesk.escalation.Ticket._'>>()
    const compiles = (): void => {
      void typed.publish('events.acme.helpdesk.escalation.Closed.desk_1', { by: 'Ann' })
      // @ts-expect-error the field is missing
      void typed.publish('events.acme.helpdesk.escalation.Closed.desk_1', {})
      void typed.publish('events.acme.other.orders.placed._', { anything: [1, 2] })
      void untyped.publish('events.acme.helpdesk.escalation.Closed.desk_1', [1, 'two', null])
    }
    expectTypeOf(compiles).toBeFunction()
  })
})
