import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '@halley/client'
import { WebSocket } from 'ws'
import { startServer } from './server.ts'

export type CanaryFigures = {
  /** Places that had one, of those that may not. */
  readonly found: readonly string[]
  /** Wires, answers and files that were searched, and their MiB. */
  readonly places: number
  readonly mebibytes: number
  /** Messages that a program with a key has read, and those that the screens of a session have shown. */
  readonly readByProgram: number
  readonly shownBySession: number
}

const APP = 'helpdesk-escalation'
const TOPIC = `events.local.draft-${APP}.escalation.Ticket._`

/** Milliseconds for which the last messages may be on their way. */
const SETTLE_MS = 3_000

/** Begins every canary, so that one search finds them all. */
const MARK = 'canary8Vw2'

/** Everything that comes over one WebSocket. */
type Wire = { readonly text: () => string; readonly close: () => void }

/** Publishes encrypted messages that no other text is like, and looks for them on the wires, in the answers and in the files of those who may not read them. */
export async function canary({ messages }: { readonly messages: number }): Promise<CanaryFigures> {
  const server = await startServer()
  const wires: [name: string, wire: Wire][] = []
  const open = async (name: string, namespace: string, auth: Record<string, unknown>, requests: readonly (readonly [event: string, payload: unknown])[]): Promise<Wire> => {
    const wire = await openWire(server.url, { namespace, auth, requests })
    wires.push([name, wire])
    return wire
  }
  const reader = connect(server.url, { client: 'reader' })
  const publisher = connect(server.url, { client: 'publisher' })
  try {
    await open('the editor', '/editor', { protocol: 1, name: 'Bench' }, [['open', { projectId: APP, since: null }], ['watch', { on: true }]])
    await open('a program without a key', '/events', { protocol: 1 }, [['subscribe', { pattern: 'events.local.>' }]])
    const session = await openWire(server.url, { namespace: '/app', auth: { protocol: 1, projectId: APP, personaId: 'officer', environment: 'draft', slot: 2, flowId: null, resume: null }, requests: [] })
    wires.push(['', session])
    const read = new Set<unknown>()
    await reader.subscribe(TOPIC, ({ data }) => void read.add(JSON.stringify(data))).ready
    const names = Array.from({ length: messages }, (_, index) => `${MARK}x${index}x`)
    for (const subject of names) {
      const answer = await publisher.publish(TOPIC, { subject, priority: 'high' }, { encrypted: true })
      if (!answer.ok) throw new Error(answer.error.message)
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const answers = await Promise.all([`projects/${APP}`, `projects/${APP}/export/asyncapi`, 'events/history?topic=events.local.%3E&limit=100'].map(async (path): Promise<[string, Buffer]> => [path, Buffer.from(await (await fetch(`${server.url}/api/v1/${path}`)).arrayBuffer())]))
    await server.kill()
    const files = readdirSync(server.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry): [string, Buffer] => [entry.name, readFileSync(join(entry.parentPath, entry.name))])
    const searched = [...wires.filter(([name]) => name !== '').map(([name, wire]): [string, Buffer] => [name, Buffer.from(wire.text())]), ...answers, ...files]
    const shown = session.text()
    return {
      found: searched.flatMap(([name, content]) => (hasMark(content) ? [name] : [])),
      places: searched.length,
      mebibytes: searched.reduce((sum, [, content]) => sum + content.length, 0) / 2 ** 20,
      readByProgram: names.filter((name) => [...read].some((data) => String(data).includes(name))).length,
      shownBySession: names.filter((name) => shown.includes(name)).length,
    }
  } finally {
    for (const [, wire] of wires) wire.close()
    reader.close()
    publisher.close()
    await server.end()
  }
}

/** As it is, in UTF-16, in hexadecimal digits, and in base64 at each of three places. */
function hasMark(content: Buffer): boolean {
  const bytes = Buffer.from(MARK)
  const forms = [bytes, Buffer.from(MARK, 'utf16le'), Buffer.from(bytes.toString('hex')), ...[0, 1, 2].map((shift) => Buffer.from(Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '').slice(shift === 0 ? 0 : 4, -2)))]
  return forms.some((form) => content.includes(form))
}

type WireOptions = { readonly namespace: string; readonly auth: Record<string, unknown>; readonly requests: readonly (readonly [event: string, payload: unknown])[] }

/** Speaks Socket.IO by hand, so that every frame is seen as it came; resolves when all requests are answered. */
function openWire(url: string, { namespace, auth, requests }: WireOptions): Promise<Wire> {
  const frames: string[] = []
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const wire: Wire = { text: () => frames.join('\n'), close: () => socket.terminate() }
  return new Promise((resolve, reject) => {
    let answered = 0
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const frame = data.toString('utf8')
      frames.push(frame)
      if (frame === '2') return socket.send('3')
      if (frame.startsWith('0')) return socket.send(`40${namespace},${JSON.stringify(auth)}`)
      if (frame.startsWith(`44${namespace}`)) return reject(new Error(frame))
      if (frame.startsWith(`43${namespace}`)) answered += 1
      if (frame.startsWith(`40${namespace}`)) for (const [index, request] of requests.entries()) socket.send(`42${namespace},${index}${JSON.stringify(request)}`)
      if ((frame.startsWith(`40${namespace}`) || frame.startsWith(`43${namespace}`)) && answered === requests.length) resolve(wire)
    })
  })
}
