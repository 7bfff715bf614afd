import { addMember, addNode, cloneJson, connect, createChannel, createFlow, createMessage, emptyProject, type Project } from '@halley/model'

/** The flow that the bench draws. */
export const BENCH_FLOW = 'benchFlow'
/** Nodes in a row. */
export const BENCH_COLUMNS = 50

/** A project with one flow of so many nodes in rows, all kinds mixed, each row one chain. The same for the same number. */
export function benchProject(count: number): Project {
  const project = emptyProject({ id: 'bench', name: 'Bench', technicalName: 'bench' })
  let made = 0
  const newId = () => `n${(made += 1)}`
  const channel = createChannel(project, { name: 'escalation' }, newId)
  const messages = ['Ticket', 'Answer', 'Offer', 'Alarm'].map((name) => createMessage(project, { name }, newId))
  for (const id of messages) addMember(project, { collection: 'messages', id }, { type: 'field', name: 'Subject' }, newId)
  createFlow(project, { name: 'Bench', type: 'flowchart' }, newId)
  const created = Object.values(project.flows)[0]
  if (created === undefined) return project
  project.flows = { [created.id]: created, [BENCH_FLOW]: { ...cloneJson(created), id: BENCH_FLOW, nodes: {}, edges: {} } }
  let previous: string | null = null
  for (let at = 0; at < count; at += 1) {
    const [column, row] = [at % BENCH_COLUMNS, Math.floor(at / BENCH_COLUMNS)]
    const { kind, config, exit } = sample(at, { channelId: channel, messages, flowId: created.id })
    const id = addNode(project, BENCH_FLOW, { kind, version: 1, position: { x: column * 320, y: row * 200 }, config }, newId)
    if (previous !== null && id !== null && column > 0) connect(project, BENCH_FLOW, { from: previous.split('/')[0] ?? '', exit: previous.split('/')[1] ?? 'default', to: id })
    previous = id === null ? null : `${id}/${exit}`
  }
  return project
}

type Sample = { readonly kind: string; readonly config: Record<string, string | number | boolean | null | Record<string, never>>; readonly exit: string }

function sample(at: number, { channelId, messages, flowId }: { readonly channelId: string; readonly messages: readonly string[]; readonly flowId: string }): Sample {
  const messageId = messages[at % messages.length] ?? null
  switch (at % 6) {
    case 0: return { kind: 'comet-message', config: { action: 'send', channelId, messageId }, exit: 'default' }
    case 1: return { kind: 'decision', config: { expression: 'Ticket.subject == "printer"' }, exit: 'yes' }
    case 2: return { kind: 'assignment', config: {}, exit: 'default' }
    case 3: return { kind: 'comet-message', config: { action: 'listen', channelId, response: 'refresh' }, exit: 'default' }
    case 4: return { kind: 'log', config: { level: 'info', text: `Reached ${at}` }, exit: 'default' }
    default: return { kind: 'sub-flowchart', config: { flowId }, exit: 'error' }
  }
}
