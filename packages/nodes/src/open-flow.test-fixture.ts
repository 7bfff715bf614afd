import { Simulation, type SimulatedClient, type SimulationOptions } from '@halley/engine'
import type { Project } from '@halley/model'
import { catalog } from './catalog.ts'
import { screenNode, smallProject, startNode, type DrawnFlow } from './small-project.ts'

export type OpenedFlow = { readonly simulation: Simulation; readonly client: SimulatedClient; /** What the person reads: the first text of the topmost screen. */ readonly text: () => string | undefined }

/** Runs the flow `home` of a small project, which also has a flow `elsewhere` that the navigation item Elsewhere leads to. */
export function openFlow(home: DrawnFlow, { flows = {}, change, ...options }: SimulationOptions & { readonly flows?: Readonly<Record<string, DrawnFlow>>; readonly change?: (project: Project) => Project } = {}): OpenedFlow {
  const elsewhere: DrawnFlow = { nodes: [startNode(), screenNode('there', 'Elsewhere {count} {received.Ticket.subject}', [])], arrows: [['start', 'default', 'there']] }
  const simulation = new Simulation(smallProject({ elsewhere, ...flows, home }, change), catalog, options)
  const client = simulation.open({ id: 'ann', name: 'Ann', roles: ['staff'] }, 'home')
  return { simulation, client, text: () => textOf(simulation, client) }
}

function textOf(simulation: Simulation, client: SimulatedClient): string | undefined {
  const { main, overlays } = simulation.sees(client)
  const widget = (overlays.at(-1) ?? main)?.widgets.find((candidate) => candidate.kind === 'text')
  return widget?.kind === 'text' ? widget.markdown : undefined
}

/** Adds the session list tickets: subject (text), level (number), lines (list of text). */
export function withTickets(project: Project): Project {
  const named = (name: string) => ({ name, technicalName: name, technicalNameSetByHand: false, description: '' })
  const field = (id: string, order: string, type: 'text' | 'number', parentId: string | null = null) => ({ id, parentId, ...named(id), order, type: 'field' as const, valueType: { type }, required: false })
  return {
    ...project,
    lists: {
      tickets: {
        id: 'tickets', folderId: null, order: 'a0', ...named('tickets'), storage: 'session',
        members: { subject: field('subject', 'a0', 'text'), level: field('level', 'a1', 'number'), lines: { id: 'lines', parentId: null, ...named('lines'), order: 'a2', type: 'list' }, text: field('text', 'a0', 'text', 'lines') },
      },
    },
  }
}
