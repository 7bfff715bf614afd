import type { EventsPushes, FollowedState, PushOf } from '@halley/protocol'
import { afterStep, type StreamText } from './stream-text.ts'

type StreamPush = PushOf<EventsPushes, 'stream'>

/** A message whose text grows. The message as a whole comes as an event with the stream's id when it has ended well. */
export type EventStream = AsyncIterable<string> & {
  readonly id: string
  readonly topic: string
  /** What there is of the text now. */
  readonly text: string
  readonly state: FollowedState
  /** Resolves when it has ended, however: `reason` says why it was cancelled or has failed. */
  readonly ended: Promise<StreamText>
}

export type StreamHandler = (stream: EventStream) => void

/** Who wants the streams of a pattern. */
export type StreamSubscription = { readonly pattern: string; readonly onStream: StreamHandler | undefined }

const LOST = 'The connection was cut, and when it was back the stream had ended.'

/** The streams of one connection to `/events`. */
export class EventStreams {
  readonly #wanted: () => Iterable<StreamSubscription>
  readonly #call: (call: () => void) => void
  readonly #running = new Map<string, GrowingStream>()
  /** Running, and not heard of since the connection was cut. */
  readonly #unsure = new Set<string>()

  /** `call` runs what a program gave. */
  constructor(wanted: () => Iterable<StreamSubscription>, call: (call: () => void) => void) {
    this.#wanted = wanted
    this.#call = call
  }

  arrived(push: StreamPush): void {
    this.#unsure.delete(push.id)
    const known = this.#running.get(push.id)
    const next = afterStep(known?.now, push)
    // The server sends the whole first, and everything after it.
    if (next === null) return
    const stream = known ?? new GrowingStream(push, next)
    if (known === undefined) {
      this.#running.set(push.id, stream)
      for (const { pattern, onStream } of this.#wanted()) if (onStream !== undefined && isOf(pattern, push.topic)) this.#call(() => onStream(stream))
    } else known.become(next)
    if (next.state !== 'running') this.#running.delete(push.id)
  }

  /** The connection is gone: what runs is sent again whole when it is back, or has ended meanwhile. */
  cut(): void {
    for (const id of this.#running.keys()) this.#unsure.add(id)
  }

  /** Everything that the server had to say of streams after the connection was back has come. */
  settled(): void {
    for (const id of this.#unsure) {
      const stream = this.#running.get(id)
      this.#running.delete(id)
      stream?.become({ ...stream.now, state: 'failed', reason: LOST })
    }
    this.#unsure.clear()
  }

  /** A whole message came as an event: a stream of which nothing was heard since the cut ended well. */
  completed({ id, data }: { readonly id: string; readonly data: unknown }): void {
    const stream = this.#unsure.delete(id) ? this.#running.get(id) : undefined
    if (stream === undefined) return
    this.#running.delete(id)
    // Which of its texts it was is not said; it is the one that goes on from what is known.
    const text = Object.values(Object(data)).find((value) => typeof value === 'string' && value.startsWith(stream.text))
    stream.become({ text: typeof text === 'string' ? text : stream.text, state: 'complete', reason: null })
  }
}

class GrowingStream implements EventStream {
  readonly id: string
  readonly topic: string
  readonly ended: Promise<StreamText>
  #now: StreamText
  #resolveEnded: (end: StreamText) => void = () => undefined
  readonly #waiting = new Set<() => void>()

  constructor({ id, topic }: Pick<StreamPush, 'id' | 'topic'>, now: StreamText) {
    this.id = id
    this.topic = topic
    this.#now = now
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    if (now.state !== 'running') this.#resolveEnded(now)
  }

  get now(): StreamText {
    return this.#now
  }

  get text(): string {
    return this.#now.text
  }

  get state(): FollowedState {
    return this.#now.state
  }

  become(next: StreamText): void {
    this.#now = next
    if (next.state !== 'running') this.#resolveEnded(next)
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  /** The text from its beginning, in pieces as they come: who takes them slowly gets more at once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let given = 0
    for (;;) {
      const { text, state } = this.#now
      if (text.length > given) {
        const piece = text.slice(given)
        given = text.length
        yield piece
      } else if (state !== 'running') return
      else await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }
}

/** Does a topic match a pattern's tokens? What a pattern filters after six tokens is left to the server. */
function isOf(pattern: string, topic: string): boolean {
  const tokens = topic.split('.')
  const wanted = pattern.split('.').slice(0, 6)
  return wanted.every((token, place) => token === '>' || (tokens[place] !== undefined && (token === '*' || token === tokens[place]))) && (wanted.at(-1) === '>' ? tokens.length >= wanted.length : tokens.length === wanted.length)
}
