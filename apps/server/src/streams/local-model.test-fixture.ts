import type { ServerResponse } from 'node:http'
import { gate, startService } from '../outgoing/local-service.test-fixture.ts'

type Asked = { readonly body: unknown; readonly authorization: string | undefined }
type Held = { readonly asked: Asked; readonly response: ServerResponse; readonly closed: Promise<undefined> }

/** A service on this machine that speaks the protocol of OpenAI's chat completions; the test says what the model answers, and when. */
export async function startModel(cleanUps: (() => unknown)[], { refusal }: { readonly refusal?: { readonly status: number; readonly body: string } } = {}) {
  const held: Held[] = []
  const waiting = new Set<() => void>()
  const service = await startService(cleanUps, (request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => { body += piece }).on('end', () => {
      const closed = gate<undefined>()
      response.on('close', () => closed.resolve(undefined))
      held.push({ asked: { body: JSON.parse(body) as unknown, authorization: request.headers.authorization }, response, closed: closed.promise })
      if (refusal !== undefined) response.writeHead(refusal.status, { 'content-type': 'application/json' }).end(refusal.body)
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.flushHeaders()
      }
      for (const look of waiting) look()
    })
  })
  const holding = (at: number): Promise<Held> => new Promise((resolve) => {
    const look = (): boolean => {
      const one = held[at]
      if (one === undefined) return false
      waiting.delete(look)
      resolve(one)
      return true
    }
    if (!look()) waiting.add(look)
  })
  const last = async (): Promise<ServerResponse> => (await holding(Math.max(0, held.length - 1))).response
  const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
  let writing = Promise.resolve()
  const write = (work: (response: ServerResponse) => void): void => {
    writing = writing.then(async () => work(await last()))
  }
  return {
    url: service.url,
    /** Requests that have come. */
    count: (): number => held.length,
    /** The request that came as the so manieth. */
    request: async (at: number): Promise<Asked> => (await holding(at)).asked,
    /** Resolves when the connection of a request is closed. */
    closed: async (at: number): Promise<void> => void (await (await holding(at)).closed),
    says: (content: string): void => write((response) => void response.write(event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }))),
    finishes: (reason = 'stop'): void => write((response) => void response.end(`${event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}data: [DONE]\n\n`)),
    breaksOff: (): void => write((response) => void response.destroy()),
  }
}
