import { Simulation, type SimulatedClient, type SimulationOptions } from '@halley/engine'
import { catalog } from '../catalog.ts'
import { assignNode, cometNode, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

/** Somebody in a test. */
export const user = (id: string, roles: string[] = []) => ({ id, name: id, roles })
/** A node that listens to escalation. */
export const listen = (config: Record<string, unknown> = {}) => cometNode('listen', { action: 'listen', channelId: 'escalation', ...config })
/** A node that sends a ticket on escalation. */
export const send = (config: Record<string, unknown> = {}) => cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket', ...config })
/** A node that stops listening to escalation. */
export const stop = (config: Record<string, unknown> = {}) => cometNode('stop', { action: 'stop', channelId: 'escalation', ...config })

/** Sets the subject and sends; Error leads to a screen that shows the error. */
export function sender(config: Record<string, unknown> = {}, subject = '"Printer on fire"'): DrawnFlow {
  return {
    nodes: [startNode(), screenNode('ready', 'ready', ['Send']), assignNode('fill', subjectTarget, subject), send(config), screenNode('oops', '{error.code}: {error.text}', [])],
    arrows: [['start', 'default', 'ready'], ['ready', 'Send', 'fill'], ['fill', 'default', 'send'], ['send', 'default', 'ready'], ['send', 'error', 'oops']],
  }
}

/** Listens, then shows a screen with what is known. */
export function listener(config: Record<string, unknown> = {}, text = 'Own: {Ticket.subject}. Received: {received.Ticket.subject}.'): DrawnFlow {
  return {
    nodes: [startNode(), listen(config), screenNode('home', text, ['Stop', 'Leave']), stop(config['stop'] as Record<string, unknown> | undefined), screenNode('stopped', 'stopped', [])],
    arrows: [['start', 'default', 'listen'], ['listen', 'default', 'home'], ['home', 'Stop', 'stop'], ['home', 'Leave', 'stopped'], ['stop', 'default', 'stopped']],
  }
}

/** Shows the received ticket in an overlay. */
export const show: DrawnFlow = {
  nodes: [startNode(), screenNode('overlay', '{Ticket.subject} from {event.sender}, {event.channel}/{event.key}', ['OK'], { overlay: true }), endNode()],
  arrows: [['start', 'default', 'overlay'], ['overlay', 'OK', 'end'], ['overlay', 'closed', 'end']],
}

/** Opens a simulation of the flows, beside those that show a ticket and go elsewhere. */
export function run(flows: Record<string, DrawnFlow>, options: SimulationOptions = {}) {
  const simulation = new Simulation(smallProject({ show, elsewhere: { nodes: [startNode(), screenNode('there', 'Elsewhere: {Ticket.subject}', [])], arrows: [['start', 'default', 'there']] }, ...flows }), catalog, options)
  const texts = (client: SimulatedClient) => {
    const { main, overlays } = simulation.sees(client)
    return { main: markdown(main), overlays: overlays.map(markdown) }
  }
  return { simulation, texts }
}

/** The problems of severity error. */
export const errorsOf = (simulation: Simulation) => simulation.program.diagnostics.filter((problem) => problem.severity === 'error')

/** The texts of a screen. */
export function markdown(view: ReturnType<Simulation['sees']>['main']): string {
  return (view?.widgets ?? []).flatMap((widget) => (widget.kind === 'text' ? [widget.markdown] : widget.kind === 'problem' ? [`! ${widget.text}`] : [])).join(' ')
}
