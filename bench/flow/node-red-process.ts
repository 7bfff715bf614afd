// Node-RED for the flow benchmark: `node-red-process.ts FOLDER WORK`, where it is installed and what it runs.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeRedWork } from './node-red.ts'
import type { FromWorker, ToWorker } from './processes.ts'
import { LINEAR_NODES } from './projects.ts'

const SESSIONS = 1_000

/** Messages that are on their way at once: its nodes hand over by way of the event loop, and one alone would measure that. */
const UNDER_WAY = 100

/** What is used of Node-RED. */
type Runtime = {
  init(settings: object): void
  start(): Promise<void>
  readonly events: { once(name: string, listener: () => void): void }
  readonly nodes: { getNode(id: string): { receive(message: object): void } | null }
}

type Flow = { readonly nodes: readonly object[]; /** Messages for a count, and what the counts at the ends of the flow add up to. */ readonly messagesOf: (count: number) => { readonly total: number; readonly sum: number }; readonly messageAt: (index: number) => object }

// Only node-red.ts starts this process, and it says which.
const { nodes, messagesOf, messageAt } = (process.argv[3] as NodeRedWork) === 'linear' ? linear() : sessions()

const home = mkdtempSync(join(tmpdir(), 'halley-bench-node-red-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))
process.on('disconnect', () => process.exit(0))

let onEnd: (count: number) => void = () => undefined
Object.assign(globalThis, { benchEnd: (count: number) => onEnd(count) })

mkdirSync(join(home, 'nodes'))
writeFileSync(join(home, 'package.json'), '{ "private": true }')
// The end of the flow: a node that only says so. It is not counted as a step.
writeFileSync(join(home, 'nodes/bench-end.js'), `module.exports = (RED) => RED.nodes.registerType('bench-end', function (config) { RED.nodes.createNode(this, config); this.on('input', (message, _send, done) => { globalThis.benchEnd(message.count); done() }) })`)
writeFileSync(join(home, 'nodes/bench-end.html'), `<script type="text/html" data-template-name="bench-end"></script><script>RED.nodes.registerType('bench-end', { category: 'bench', defaults: {}, inputs: 1, outputs: 0 })</script>`)
writeFileSync(join(home, 'flows.json'), JSON.stringify(flowOf(nodes)))

const runtime = createRequire(join(process.argv[2] ?? '', 'package.json'))('node-red') as Runtime
runtime.init({ userDir: home, nodesDir: join(home, 'nodes'), flowFile: 'flows.json', httpAdminRoot: false, httpNodeRoot: false, SKIP_BUILD_CHECK: true, credentialSecret: false, logging: { console: { level: 'error', metrics: false, audit: false } } })
runtime.events.once('flows:started', () => tell({ type: 'ready' }))
process.on('message', ({ count }: ToWorker) => run(count))
await runtime.start()

function flowOf(row: readonly object[]): object[] {
  const placed = row.map((node, index) => ({ id: `n${index}`, z: 'tab', x: 100, y: 100, name: '', wires: [[index === row.length - 1 ? 'end' : `n${index + 1}`]], ...node }))
  return [{ id: 'tab', type: 'tab', label: 'Bench', disabled: false }, ...placed, { id: 'end', type: 'bench-end', z: 'tab', x: 100, y: 100, wires: [] }]
}

function change(name: string, to: string, type: 'str' | 'msg'): object {
  return { type: 'change', rules: [{ t: 'set', p: name, pt: 'msg', to, tot: type }] }
}

function switchAtLeast(name: string): object {
  return { type: 'switch', property: name, propertyType: 'msg', rules: [{ t: 'gte', v: '0', vt: 'num' }], checkall: 'true', repair: false, outputs: 1 }
}

function code(func: string): object {
  return { type: 'function', func, outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] }
}

/** Ten nodes in a row, mixed: change, switch and function in turn. */
function linear(): Flow {
  const mixed = [change('payload', 'done', 'str'), switchAtLeast('count'), code('msg.count = msg.count + 1; return msg;')]
  return {
    nodes: Array.from({ length: LINEAR_NODES }, (_, index) => mixed[index % mixed.length] ?? {}),
    messagesOf: (total) => ({ total, sum: total * Math.floor(LINEAR_NODES / mixed.length) }),
    messageAt: () => ({ count: 0, payload: '' }),
  }
}

/**
 * Node-RED has no sessions. The nearest to them: one message for each session, through five nodes of which the first keeps the
 * session's data in the flow's context, in memory.
 */
function sessions(): Flow {
  // What the contexts counted in the rounds before.
  let before = 0
  return {
    nodes: [
      code("const data = flow.get(msg.session) || { count: 0 }; data.count = data.count + 1; data.level = msg.level + 1; flow.set(msg.session, data); msg.count = data.count; return msg;"),
      switchAtLeast('level'), change('last', 'subject', 'msg'), switchAtLeast('count'), change('done', 'level', 'msg'),
    ],
    messagesOf: (count) => {
      const sum = SESSIONS * (count * before + (count * (count + 1)) / 2)
      before += count
      return { total: count * SESSIONS, sum }
    },
    messageAt: (index) => ({ session: `session${index % SESSIONS}`, subject: `Ticket ${Math.floor(index / SESSIONS)}`, level: index }),
  }
}

function run(count: number): void {
  const first = runtime.nodes.getNode('n0')
  if (first === null) throw new Error('Node-RED did not load the flow.')
  const { total, sum } = messagesOf(count)
  let sent = 0
  let ended = 0
  let counted = 0
  const send = () => {
    first.receive(messageAt(sent))
    sent += 1
  }
  const startMs = performance.now()
  onEnd = (reached) => {
    counted += reached
    ended += 1
    if (ended < total) {
      if (sent < total) send()
      return
    }
    if (counted !== sum) throw new Error(`Node-RED's flow did not do its work: its counts add up to ${counted}, not ${sum}.`)
    tell({ type: 'ran', figure: (total * nodes.length * 1_000) / (performance.now() - startMs) })
  }
  for (let index = 0; index < Math.min(UNDER_WAY, total); index += 1) send()
}

function tell(message: FromWorker): void {
  process.send?.(message)
}
