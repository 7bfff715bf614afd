// Node-RED for the flow benchmark: `node-red-process.ts FOLDER`, where it is installed.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromNodeRed, ToNodeRed } from './node-red.ts'

const NODES = 10

/** Messages that are on their way at once: its nodes hand over by way of the event loop, and one alone would measure that. */
const UNDER_WAY = 100

/** What is used of Node-RED. */
type Runtime = {
  init(settings: object): void
  start(): Promise<void>
  readonly events: { once(name: string, listener: () => void): void }
  readonly nodes: { getNode(id: string): { receive(message: object): void } | null }
}

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
writeFileSync(join(home, 'flows.json'), JSON.stringify(linearFlow()))

const runtime = createRequire(join(process.argv[2] ?? '', 'package.json'))('node-red') as Runtime
runtime.init({ userDir: home, nodesDir: join(home, 'nodes'), flowFile: 'flows.json', httpAdminRoot: false, httpNodeRoot: false, SKIP_BUILD_CHECK: true, credentialSecret: false, logging: { console: { level: 'error', metrics: false, audit: false } } })
runtime.events.once('flows:started', () => tell({ type: 'ready' }))
process.on('message', ({ messages }: ToNodeRed) => run(messages))
await runtime.start()

/** Ten nodes in a row, mixed: change, switch and function in turn. */
function linearFlow(): object[] {
  const nodes = Array.from({ length: NODES }, (_, index) => ({ id: `n${index}`, z: 'tab', x: 100, y: 100, name: '', wires: [[index === NODES - 1 ? 'end' : `n${index + 1}`]], ...nodeOf(index) }))
  return [{ id: 'tab', type: 'tab', label: 'Bench', disabled: false }, ...nodes, { id: 'end', type: 'bench-end', z: 'tab', x: 100, y: 100, wires: [] }]
}

function nodeOf(index: number): object {
  if (index % 3 === 0) return { type: 'change', rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'done', tot: 'str' }] }
  if (index % 3 === 1) return { type: 'switch', property: 'count', propertyType: 'msg', rules: [{ t: 'gte', v: '0', vt: 'num' }], checkall: 'true', repair: false, outputs: 1 }
  return { type: 'function', func: 'msg.count = msg.count + 1; return msg;', outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] }
}

function run(messages: number): void {
  const first = runtime.nodes.getNode('n0')
  if (first === null) throw new Error('Node-RED did not load the flow.')
  let sent = 0
  let ended = 0
  const send = () => {
    sent += 1
    first.receive({ count: 0, payload: '' })
  }
  const startMs = performance.now()
  onEnd = (count) => {
    if (count !== Math.floor(NODES / 3)) throw new Error(`Node-RED's flow did not do its work: count is ${count}.`)
    ended += 1
    if (ended === messages) tell({ type: 'ran', stepsPerSecond: (messages * NODES * 1_000) / (performance.now() - startMs) })
    else if (sent < messages) send()
  }
  for (let index = 0; index < Math.min(UNDER_WAY, messages); index += 1) send()
}

function tell(message: FromNodeRed): void {
  process.send?.(message)
}
