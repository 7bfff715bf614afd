import type { SimulatedClient, Simulation } from '@halley/engine'
import { everyWidgetView, widgetSchema, type Node, type Project, type Value, type Widget, type WidgetView } from '@halley/model'
import { node, orderKey } from './examples/build-example.ts'
import { openFlow, withTickets } from './open-flow.test-fixture.ts'
import { endNode, screenNode, startNode } from './small-project.ts'

/** A widget as a test writes it, with those inside of it; what is left out has its default. */
export type Drawn = { readonly id: string; readonly kind: Widget['kind']; readonly inside?: readonly Drawn[] } & Readonly<Record<string, unknown>>

/** The widgets of a screen from how they are nested. */
export function widgetsFrom(drawn: readonly Drawn[], parentId: string | null = null): Record<string, Widget> {
  return Object.fromEntries(drawn.flatMap(({ inside = [], ...widget }, index) => [
    [widget.id, widgetSchema.parse({ parentId, order: orderKey(index), ...widget })],
    ...Object.entries(widgetsFrom(inside, widget.id)),
  ]))
}

export const screenWith = (id: string, drawn: readonly Drawn[], config: Readonly<Record<string, unknown>> = {}): Node => node(id, 'user-interaction', [0, 0], { name: id, screen: { widgets: widgetsFrom(drawn) }, ...config })

/** A button that leaves by the exit of its id. */
export const leave = (id: string, more: Readonly<Record<string, unknown>> = {}): Drawn => ({ id, kind: 'button', label: id, ...more })

const tickets: readonly { readonly [name: string]: Value }[] = [
  { subject: 'Fire', level: 3, lines: [{ text: 'Smoke' }, { text: 'Heat' }] },
  { subject: 'Flood', level: 1, lines: [{ text: 'Water' }] },
]

export type ShownTickets = { readonly simulation: Simulation; readonly client: SimulatedClient; readonly widgets: () => WidgetView[]; readonly all: () => WidgetView[]; readonly widget: (id: string) => WidgetView | undefined }

/** Shows a screen to a session that has tickets (Fire with level 3 and lines Smoke and Heat, Flood with level 1 and line Water); the button "go" leads to `after`. */
export function showTickets(drawn: readonly Drawn[], { rows = tickets, after = 'after {count}', config = {}, exits = ['go'], change = (project) => project }: { readonly rows?: readonly Value[]; readonly after?: string; readonly config?: Readonly<Record<string, unknown>>; readonly exits?: readonly string[]; readonly change?: (project: Project) => Project } = {}): ShownTickets {
  const { simulation, client } = openFlow({
    nodes: [startNode(), screenNode('first', 'first', ['Open']), screenWith('list', drawn, config), screenNode('after', after, ['Back']), endNode()],
    arrows: [['start', 'default', 'first'], ['first', 'Open', 'list'], ...exits.map((exit) => ['list', exit, 'after'] as const), ['after', 'Back', 'list']],
  }, { change: (project) => change(withTickets(project)) })
  client.state.data['tickets'] = rows
  simulation.press(client, 'Open')
  const widgets = () => {
    const { main, overlays } = simulation.sees(client)
    return (overlays.at(-1) ?? main)?.widgets ?? []
  }
  const all = () => [...everyWidgetView(widgets())]
  return { simulation, client, widgets, all, widget: (id) => all().find((widget) => widget.id === id) }
}

/** The problems that were found before the run, with where in the screen. */
export function problemsOf({ simulation }: Pick<ShownTickets, 'simulation'>): { readonly code: string; readonly severity: string; readonly path: string }[] {
  return simulation.program.diagnostics.flatMap(({ code, severity, place }) => (place.type === 'node' && place.nodeId === 'list' ? [{ code, severity, path: (place.path ?? []).slice(2).join('/') }] : []))
}
