import type { StreamSource } from '@halley/engine'
import { turnsOf, type ConversationSource } from './conversation-source.ts'
import type { HttpStreamer } from '../outgoing/http-streamer.ts'
import { readPieces, type PieceReader } from './answer-pieces.ts'
import { partAt, readJson } from './field-of-data.ts'
import type { Access } from './http-source.ts'
import { messageIn, refusedBy } from './refused-by.ts'
import { hidden, SecretMask } from './secret-mask.ts'
import { SseReader, type SentEvent } from './sse-reader.ts'
import { failed, type SourceEnd, type SourceReading } from './stream-source.ts'

type ModelSource = Extract<StreamSource, { type: 'model' }> | ConversationSource

/** Asks a model that speaks the protocol of OpenAI's chat completions, and gives its answer out as it comes. */
export function readModel(source: ModelSource, access: Access & { readonly model: string }, { streamer, reading }: { readonly streamer: HttpStreamer; readonly reading: SourceReading }): Promise<SourceEnd> {
  const answer = new ModelAnswer(access, (text) => reading.onText(text))
  return readPieces(streamer, {
    method: 'POST', url: access.url, body: JSON.stringify(requestOf(source, access.model)),
    headers: [{ name: 'content-type', value: 'application/json' }, { name: 'accept', value: 'text/event-stream, application/json;q=0.5' }, ...access.headers],
  }, { reader: answer, reading })
}

function requestOf(source: ModelSource, model: string): object {
  return {
    // Who says what stands in the text: the `name` of the protocol takes few characters, and many services leave it out.
    model, stream: true, messages: turnsOf(source).map(({ role, name, text }) => ({ role, content: name === null || role !== 'user' ? text : `${name}: ${text}` })),
    ...(source.type === 'model' && source.maxTokens !== null && { max_tokens: source.maxTokens }), ...(source.type === 'model' && source.temperature !== null && { temperature: source.temperature }),
  }
}

/** Reads the answer of a model: events, or (of a service that does not stream) one JSON. */
class ModelAnswer implements PieceReader {
  readonly #access: Access
  readonly #onText: (text: string) => void
  readonly #mask: SecretMask
  readonly #events = new SseReader()
  readonly #refused: ReturnType<typeof refusedBy>
  #isWhole = false
  #whole = ''
  /** Why the model stopped, as it says itself. */
  #finish: string | null = null

  constructor(access: Access, onText: (text: string) => void) {
    this.#access = access
    this.#onText = onText
    this.#mask = new SecretMask(access.secrets)
    this.#refused = refusedBy(access)
  }

  head(head: Parameters<PieceReader['head']>[0]): undefined {
    this.#refused.head(head)
    this.#isWhole = /^application\/json\b/i.test(head.headers['content-type'] ?? '')
  }

  text(piece: string): SourceEnd | undefined {
    if (this.#refused.isRefused) return this.#refused.text(piece)
    if (this.#isWhole) {
      this.#whole += piece
      return undefined
    }
    const events = this.#events.push(piece)
    return events === null ? this.#garbage() : this.#take(events)
  }

  end(): SourceEnd {
    if (this.#refused.isRefused) return this.#refused.end()
    if (this.#isWhole) return this.#takeWhole()
    const end = this.#take(this.#events.end())
    if (end !== undefined) return end
    // Some services leave `[DONE]` out; the model has then said that it finished.
    return this.#finish === null ? this.#close(failed('stream/ended_early', `${this.#access.name} broke off before the answer of the model was whole.`)) : this.#done()
  }

  #take(events: readonly SentEvent[]): SourceEnd | undefined {
    for (const { data } of events) {
      if (data.trim() === '[DONE]') return this.#done()
      const chunk = readJson(data)
      if (chunk === undefined) return this.#garbage()
      if (partAt(chunk, 'error') !== undefined) return this.#close(failed('stream/refused', `${this.#access.name} broke its answer off: ${hidden(messageIn(data), this.#access.secrets).slice(0, 300)}`))
      this.#give(partAt(chunk, 'choices.0.delta.content'))
      const finish = partAt(chunk, 'choices.0.finish_reason')
      if (typeof finish === 'string') this.#finish = finish
    }
    return undefined
  }

  #takeWhole(): SourceEnd {
    const value = readJson(this.#whole)
    const content = partAt(value, 'choices.0.message.content')
    if (typeof content !== 'string') return this.#garbage()
    this.#give(content)
    const finish = partAt(value, 'choices.0.finish_reason')
    this.#finish = typeof finish === 'string' ? finish : null
    return this.#done()
  }

  #give(content: unknown): void {
    const text = typeof content === 'string' ? this.#mask.push(content) : ''
    if (text !== '') this.#onText(text)
  }

  #done(): SourceEnd {
    if (this.#finish === 'content_filter') return this.#close(failed('stream/refused', `${this.#access.name} broke its answer off: its filter did not let the rest through.`))
    return this.#close(this.#finish === 'length' ? { ok: true, note: 'the model stopped at the limit of its tokens' } : { ok: true })
  }

  #garbage(): SourceEnd {
    return this.#close(failed('stream/garbage', `${this.#access.name} answered something that is not the answer of a model. See whether the address is that of an OpenAI-compatible service.`))
  }

  #close(end: SourceEnd): SourceEnd {
    const rest = this.#mask.end()
    if (rest !== '') this.#onText(rest)
    return end
  }
}
