import type { EffectResult, EndpointAnswer, SessionState } from '@halley/engine'
import { answerHeaderProblem, headerValueProblem, LIMITS, type Endpoint } from '@halley/model'
import type { FastifyReply } from 'fastify'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { sendProblem, type Problem } from '../http/problem-details.ts'
import type { RequestLine } from '../sessions/request-line.ts'
import { EventStream, KEEP_ALIVE_MS } from './event-stream.ts'

export type AnswerSurroundings = {
  readonly reply: FastifyReply
  readonly clock: ServerClock
  readonly endpoint: Pick<Endpoint, 'timeLimitMs' | 'streamLimitMs'>
  /** The answer is out, or the client has gone: the session ends. Called once. */
  readonly over: (outcome: { readonly status: number; readonly note: string | null }) => void
}

/** What the log shows as the status of a request whose client did not wait; nginx has the same. */
const CLIENT_GONE = 499

/** open: nothing was answered; answered: a whole answer went out; streaming: events go out; closed: over. */
type Phase = 'open' | 'answered' | 'streaming' | 'closed'

/**
 * The answer to one HTTP request, from the side of the session that serves it: a whole one by Respond, a stream as soon as
 * the flow rests with listeners, 204 when it ends with neither, and problems where it cannot.
 */
export class RequestAnswer implements RequestLine {
  readonly #surroundings: AnswerSurroundings
  readonly #sent: Promise<void>
  #resolveSent: () => void = () => undefined
  #phase: Phase = 'open'
  #status = 0
  #stream: EventStream | null = null
  #failure: { readonly code: string; readonly text: string } | null = null
  #cancelLimit: CancelTimer
  #cancelKeepAlive: CancelTimer = () => undefined

  constructor(surroundings: AnswerSurroundings) {
    this.#surroundings = surroundings
    this.#sent = new Promise((resolve) => { this.#resolveSent = resolve })
    const { clock, endpoint, reply } = surroundings
    this.#cancelLimit = clock.setTimer(endpoint.timeLimitMs, () => this.#timeIsUp())
    // After a whole answer it does not matter any more whether the client is there.
    reply.raw.once('close', () => {
      if (this.#phase !== 'open' && this.#phase !== 'streaming') return
      // Node keeps half a connection until the answer ends.
      reply.raw.destroy()
      this.#close(this.#phase === 'open' ? CLIENT_GONE : this.#status, 'the client has gone')
    })
  }

  /** Resolves when the answer, or the beginning of its stream, is on its way. */
  get sent(): Promise<void> {
    return this.#sent
  }

  respond(answer: EndpointAnswer): EffectResult {
    if (this.#phase === 'closed') return refused('respond/client_gone', 'The client has gone; nobody reads the answer.')
    return answer.type === 'event' ? this.#respondEvent(answer) : this.#respondWhole(answer)
  }

  runFailed(error: { readonly code: string; readonly text: string }): void {
    this.#failure = error
  }

  rested({ runs, listeners }: SessionState): void {
    const busy = runs.some(({ waiting }) => waiting?.type === 'effect')
    const waits = busy || runs.some(({ waiting }) => waiting?.type === 'time')
    const failure = this.#failure
    this.#failure = null
    switch (this.#phase) {
      case 'open':
        // A failed response of a listener is no failure of the flow, which still runs.
        if (failure !== null && !runs.some(({ type }) => type === 'main')) return this.fail({ status: 500, code: failure.code, title: 'The flow stopped with an error', detail: failure.text })
        if (runs.some(({ waiting }) => waiting?.type === 'screen')) return this.fail({ status: 500, code: 'endpoint/shows_screen', title: 'The flow shows a screen', detail: 'What answers this request shows a screen, which nobody sees.' })
        if (listeners.length > 0 && !busy) return this.#beginStream()
        if (!waits) this.#sendNothing()
        return
      case 'answered':
        if (!waits) this.#close(this.#status, null)
        return
      case 'streaming':
        if (!waits && listeners.length === 0) this.#endStream('nothing listens any more')
        return
      case 'closed':
        return
    }
  }

  ended(): void {
    if (this.#phase === 'open') this.fail({ status: 503, code: 'unavailable', title: 'Not running any more', detail: 'The app was changed or stopped while it answered; try again.' })
    else if (this.#phase === 'streaming') this.#endStream('the session ended')
  }

  /** Answers with a problem, unless something was answered already. */
  fail(problem: Problem): void {
    if (this.#phase !== 'open') return
    this.#answered(problem.status)
    sendProblem(this.#surroundings.reply, problem)
    this.#resolveSent()
    this.#close(problem.status, problem.detail)
  }

  #respondWhole({ status, headers, body }: Extract<EndpointAnswer, { type: 'response' }>): EffectResult {
    if (this.#phase !== 'open') return refused('respond/answered', this.#phase === 'streaming' ? 'The answer is a stream already; respond with an event.' : 'The request was answered already.')
    const wrong = headers.map(({ name, value }) => answerHeaderProblem(name) ?? headerValueProblem(value)).find((problem) => problem !== undefined)
    if (wrong !== undefined) return refused('respond/header_invalid', `The answer was not sent: ${wrong}`)
    const contentType = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
    const content = contentType === undefined ? '' : typeof body === 'string' && !/json/i.test(contentType) ? body : JSON.stringify(body)
    const sizeBytes = Buffer.byteLength(content)
    if (sizeBytes > LIMITS.httpBodyBytes) return refused('too_large', `The answer has ${sizeBytes.toLocaleString('en')} bytes; the limit is ${LIMITS.httpBodyBytes.toLocaleString('en')}.`)
    const { reply } = this.#surroundings
    void reply.code(status).header('cache-control', 'no-store')
    for (const { name, value } of headers) void reply.header(name, value)
    this.#answered(status)
    // A buffer: what the content type says is what is sent, with no charset added to it.
    void (contentType === undefined ? reply.send() : reply.send(Buffer.from(content)))
    this.#resolveSent()
    return { ok: true }
  }

  #respondEvent(event: Extract<EndpointAnswer, { type: 'event' }>): EffectResult {
    if (this.#phase === 'answered') return refused('respond/answered', 'The request was answered already; events need a stream.')
    // eslint-disable-next-line no-control-regex
    if (/[\r\n\u0000]/.test(`${event.name}${event.id ?? ''}`)) return refused('respond/header_invalid', 'The name and the id of an event may not have line breaks.')
    const sizeBytes = Buffer.byteLength(JSON.stringify(event.data))
    if (sizeBytes > LIMITS.frameBytes) return refused('too_large', `The event has ${sizeBytes.toLocaleString('en')} bytes; the limit is ${LIMITS.frameBytes.toLocaleString('en')}.`)
    if (this.#phase === 'open') this.#beginStream()
    if (this.#stream?.send(event) !== true) {
      this.#close(this.#status, 'it was read too slowly')
      return refused('respond/client_gone', 'The client read too slowly and was closed.')
    }
    return { ok: true }
  }

  #beginStream(): void {
    const { reply, clock, endpoint } = this.#surroundings
    this.#answered(200)
    this.#phase = 'streaming'
    this.#cancelLimit()
    reply.hijack()
    this.#stream = new EventStream(reply.raw, reply.getHeaders())
    this.#resolveSent()
    if (reply.request.method === 'HEAD') return this.#endStream(null)
    this.#cancelLimit = clock.setTimer(endpoint.streamLimitMs, () => this.#endStream('its time limit was reached'))
    this.#keepAliveLater()
  }

  #keepAliveLater(): void {
    this.#cancelKeepAlive = this.#surroundings.clock.setTimer(KEEP_ALIVE_MS, () => {
      if (this.#stream?.keepAlive() === true) this.#keepAliveLater()
      else this.#close(this.#status, 'it was read too slowly')
    })
  }

  #endStream(note: string | null): void {
    this.#stream?.end()
    this.#close(this.#status, note)
  }

  #sendNothing(): void {
    this.#answered(204)
    void this.#surroundings.reply.code(204).header('cache-control', 'no-store').send()
    this.#resolveSent()
    this.#close(204, null)
  }

  #timeIsUp(): void {
    const { timeLimitMs } = this.#surroundings.endpoint
    if (this.#phase === 'open') this.fail({ status: 504, code: 'endpoint/time_limit', title: 'No answer in time', detail: `The flow did not answer within ${timeLimitMs / 1_000} s.` })
    else this.#close(this.#status, `it went on for ${timeLimitMs / 1_000} s and was stopped`)
  }

  #answered(status: number): void {
    this.#phase = 'answered'
    this.#status = status
  }

  #close(status: number, note: string | null): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#cancelLimit()
    this.#cancelKeepAlive()
    this.#resolveSent()
    this.#surroundings.over({ status, note })
  }
}

function refused(code: string, text: string): EffectResult {
  return { ok: false, code, text }
}
