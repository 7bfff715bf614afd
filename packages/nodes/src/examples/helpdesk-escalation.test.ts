import { Simulation } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { helpdeskEscalation } from './helpdesk-escalation.ts'

function helpdesk() {
  const simulation = new Simulation(helpdeskEscalation(), catalog)
  const customer = simulation.open({ id: 'customer', name: 'Customer', roles: ['customer'] }, 'report')
  const officer = simulation.open({ id: 'officer', name: 'Escalation officer', roles: ['officer'] }, 'watch')
  const file = (priority: string) => simulation.press(customer, 'Send', { Subject: 'Printer on fire', Priority: priority, 'What happened?': 'Flames' })
  return { simulation, customer, officer, file }
}

describe('Helpdesk escalation', () => {
  it('a ticket with priority high opens in an overlay on the officer’s screen, with subject, priority and comments', () => {
    const { simulation, officer, file } = helpdesk()
    expect(file('high')).toBeNull()
    const { overlays } = simulation.sees(officer)
    expect(overlays).toHaveLength(1)
    expect(overlays[0]?.widgets).toMatchObject([
      { kind: 'heading', text: 'Printer on fire' },
      { kind: 'text', markdown: 'Priority: **High**, reported by Customer' },
      { kind: 'table', rows: [['Customer', 'Flames']] },
      { kind: 'button', label: 'Take it', isDefault: true },
    ])
    expect(overlays[0]?.message).toEqual({ messageId: 'ticket', name: 'Ticket', hue: 0 })
  })

  it('a ticket with priority low opens nothing, and nothing is sent', () => {
    const { simulation, officer, file } = helpdesk()
    file('low')
    expect(simulation.sees(officer).overlays).toEqual([])
    expect(simulation.messages).toEqual([])
  })

  it('taking the ticket tells the customer in a toast that closes by itself', () => {
    const { simulation, customer, officer, file } = helpdesk()
    file('high')
    simulation.press(officer, 'Take it')
    expect(simulation.sees(officer).overlays).toEqual([])
    expect(simulation.sees(customer).overlays[0]).toMatchObject({ overlay: { placement: 'toast' }, widgets: [{ markdown: '**Escalation officer** is on it: Printer on fire' }] })
    simulation.advance(8_000)
    expect(simulation.sees(customer).overlays).toEqual([])
  })

  it('an officer who went off duty receives nothing until back on duty', () => {
    const { simulation, customer, officer, file } = helpdesk()
    simulation.press(officer, 'Go off duty')
    file('high')
    expect(simulation.sees(officer).overlays).toEqual([])
    simulation.press(officer, 'Back on duty')
    simulation.press(customer, 'Report another')
    file('high')
    expect(simulation.sees(officer).overlays).toHaveLength(1)
  })

  it('what was typed wrong is said beside its input, and nothing is stored', () => {
    const { simulation, customer } = helpdesk()
    const before = customer.state
    expect(simulation.press(customer, 'Send', { Priority: 'urgent' })).toEqual({
      code: 'session/input_invalid', text: 'Please check what is marked.', fields: { inSubject: 'This is needed.', inPriority: 'Choose one of Low, Normal, High.' },
    })
    expect(customer.state).toBe(before)
  })
})
