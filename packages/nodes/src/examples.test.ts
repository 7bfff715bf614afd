import { checkProject, Simulation, type SessionUser } from '@halley/engine'
import { readProject, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { assistant } from './examples/assistant.ts'
import { chatRoom } from './examples/chat-room.ts'
import { exampleProjects } from './examples/index.ts'
import { liveAuction } from './examples/live-auction.ts'
import { streamingAssistant } from './examples/streaming-assistant.ts'
import { liveDashboard } from './examples/live-dashboard.ts'

const service: SessionUser = { id: 'service', name: 'Service', roles: [] }

/** Opens clients of an example for personas, by their ids, at their own Home. */
function open(project: Project, ...personaIds: readonly string[]) {
  const simulation = new Simulation(project, catalog)
  const { homeFlowId, onApplicationStartFlowId } = project.settings
  const started = onApplicationStartFlowId === null ? undefined : simulation.open(service, onApplicationStartFlowId)
  const clients = personaIds.map((id) => {
    const persona = project.personas[id]
    return simulation.open({ id, name: persona?.name ?? id, roles: persona?.roles ?? [] }, persona?.homeFlowId ?? homeFlowId ?? '')
  })
  const main = (client: (typeof clients)[number] | undefined) => (client === undefined ? '' : JSON.stringify(simulation.sees(client).main?.widgets))
  const overlays = (client: (typeof clients)[number] | undefined) => (client === undefined ? '' : JSON.stringify(simulation.sees(client).overlays.map(({ widgets }) => widgets)))
  return { simulation, started, clients, main, overlays }
}

describe('the examples', () => {
  it.each(exampleProjects().map((project) => [project.name, project] as const))('%s is a project without a problem', (_name, project) => {
    expect(readProject(JSON.stringify(project))).toMatchObject({ ok: true, migrated: [] })
    expect(checkProject(project, catalog).diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])
  })
})


describe('Chat room', () => {
  it('each room has a conversation of its own', () => {
    const { simulation, clients, main } = open(chatRoom(), 'ann', 'ben')
    const [ann, ben] = clients
    if (ann === undefined || ben === undefined) throw new Error('Two clients are open.')
    simulation.press(ann, 'Enter', { Room: 'garden' })
    simulation.press(ben, 'Enter', { Room: 'lobby' })
    expect(main(ann)).toContain('"kind":"roomMessages","id":"conversation","roomId":"conversation","key":"garden"')
    expect(main(ben)).toContain('"kind":"roomComposer","id":"composer","roomId":"conversation","key":"lobby"')
  })

  it('a wave is seen by the others in the same room', () => {
    const { simulation, clients, main, overlays } = open(chatRoom(), 'ann', 'ben', 'ben')
    const [ann, ben, elsewhere] = clients
    if (ann === undefined || ben === undefined || elsewhere === undefined) throw new Error('Three clients are open.')
    for (const client of [ann, ben]) simulation.press(client, 'Enter', { Room: 'garden' })
    simulation.press(elsewhere, 'Enter', { Room: 'lobby' })
    simulation.press(ann, 'Wave')
    expect(overlays(ben)).toContain('**Ann** waves.')
    expect(main(ann)).toContain('You waved (1).')
    for (const client of [ann, elsewhere]) expect(overlays(client)).toBe('[]')
  })
})

describe('Assistant', () => {
  it('leads from the desk to the debate and back', () => {
    const { simulation, clients, main } = open(assistant(), 'ann')
    const [ann] = clients
    if (ann === undefined) throw new Error('A client is open.')
    expect(main(ann)).toContain('"roomId":"desk"')
    simulation.press(ann, 'To the debate')
    expect(main(ann)).toContain('"roomId":"debate"')
    simulation.press(ann, 'Back to Ada')
    expect(main(ann)).toContain('"roomId":"desk"')
  })
})

describe('Live dashboard', () => {
  it('keeps a minute of measurements, tells every viewer, and warns the operator over the limit alone', () => {
    const { simulation, clients, main, overlays } = open(liveDashboard(), 'viewer', 'operator')
    const [viewer, operator] = clients
    for (let turn = 0; turn < 60; turn += 1) simulation.advance(2_000)
    const points = simulation.stored['points'] ?? []
    expect(points.length).toBeGreaterThan(25)
    expect(points.length).toBeLessThan(35)
    expect(main(viewer)).toContain(`"value":${String(points.at(-1)?.['load'])}`)
    const measured = simulation.messages.map(({ effect }) => (effect.payload as { readonly load: number }).load)
    expect(measured.some((load) => load > 80)).toBe(true)
    expect(measured.some((load) => load <= 80)).toBe(true)
    const outcomes = simulation.messages.flatMap(({ effect, receivers }) => receivers.filter(({ sessionId }) => sessionId === operator?.sessionId).map(({ outcome }) => [(effect.payload as { readonly load: number }).load > 80, outcome]))
    expect(outcomes.every(([isHigh, outcome]) => (isHigh === true ? outcome === 'delivered' : outcome === 'filtered'))).toBe(true)
    expect(overlays(viewer)).toBe('[]')
  })
})

describe('Live auction', () => {
  it('a bid is seen by all, a lower one is refused, who is outbid is told alone, and the hammer ends it for everybody', () => {
    const { simulation, clients, main, overlays } = open(liveAuction(), 'ann', 'ben', 'auctioneer')
    const [ann, ben, auctioneer] = clients
    if (ann === undefined || ben === undefined || auctioneer === undefined) throw new Error('Three clients are open.')
    simulation.press(ann, 'Bid', { 'Your offer': 10 })
    expect(main(ben)).toContain('**10** by Ann')
    expect(main(ann)).toContain('You lead')
    simulation.press(ben, 'Bid', { 'Your offer': 10 })
    expect(main(ben)).toContain('Bid more than 10.')
    expect(main(ann)).not.toContain('Bid more than 10.')
    simulation.press(ben, 'Bid', { 'Your offer': 12 })
    expect(overlays(ann)).toContain('**Ben** bids 12')
    expect(overlays(ben)).toBe('[]')
    expect(main(auctioneer)).toContain('**12** by Ben')
    simulation.press(auctioneer, 'Sold!')
    for (const client of [ann, ben]) expect(overlays(client)).toContain('To **Ben** for 12.')
    expect(simulation.stored['bids']).toEqual([])
    // The next lot begins on every screen, behind what tells who bought the last one.
    for (const client of [ann, ben]) expect(main(client)).toContain('No bids yet.')
  })
})

describe('Streaming assistant', () => {
  it('an answer is read by who asked and by who looks on, and the next question can be asked', () => {
    const { simulation, clients, main, overlays } = open(streamingAssistant(), 'officer', 'visitor')
    const [officer, visitor] = clients
    if (officer === undefined || visitor === undefined) throw new Error('Two clients are open.')
    simulation.press(visitor, 'Ask', { 'Your question': 'Why?' })
    expect(main(visitor)).toContain('You asked: **Why?**')
    expect(overlays(officer)).toContain('You asked: **Why?**')
    expect(simulation.messages.map(({ receivers }) => receivers.length)).toEqual([1])
    expect(simulation.press(visitor, 'Ask', { 'Your question': 'And how?' })).toBeNull()
    expect(main(visitor)).toContain('You asked: **And how?**')
  })
})
