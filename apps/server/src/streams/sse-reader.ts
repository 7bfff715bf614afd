/** One event of a stream of Server-Sent Events. */
export type SentEvent = { readonly event: string; readonly data: string }

/** Characters of one event: a service that sends more without an end of the event is not one that is read here. */
const EVENT_CHARACTERS = 1024 * 1024

/** Reads Server-Sent Events from a text that comes in pieces, cut anywhere. Ids and the time to wait before connecting again mean nothing here. */
export class SseReader {
  #rest = ''
  #data: string[] = []
  #event = ''
  #characters = 0
  #isFirst = true

  /** The events that are whole with this piece; null when one is too long. */
  push(piece: string): SentEvent[] | null {
    const text = this.#isFirst ? piece.replace(/^\uFEFF/, '') : piece
    if (piece !== '') this.#isFirst = false
    // A long line that comes letter by letter is put together once, not looked through again for each.
    if (!/[\r\n]/.test(text) && !this.#rest.endsWith('\r')) {
      this.#rest += text
      return this.#rest.length > EVENT_CHARACTERS ? null : []
    }
    const events: SentEvent[] = []
    const lines = `${this.#rest}${text}`.split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') this.#finish(events)
      else if (!this.#take(line)) return null
    }
    return this.#rest.length > EVENT_CHARACTERS ? null : events
  }

  /** What there is when the stream has ended: an event whose end is missing is given all the same, since services forget it. */
  end(): SentEvent[] {
    const events: SentEvent[] = []
    const line = this.#rest.replace(/\r$/, '')
    this.#rest = ''
    if (line !== '') this.#take(line)
    this.#finish(events)
    return events
  }

  #take(line: string): boolean {
    this.#characters += line.length
    if (this.#characters > EVENT_CHARACTERS) return false
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') this.#data.push(value)
    else if (name === 'event') this.#event = value
    return true
  }

  #finish(events: SentEvent[]): void {
    if (this.#data.length > 0) events.push({ event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') })
    this.#data = []
    this.#event = ''
    this.#characters = 0
  }
}
