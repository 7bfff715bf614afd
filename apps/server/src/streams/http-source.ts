import type { StreamSource } from '@halley/engine'
import type { OutgoingHeader } from '../outgoing/http-caller.ts'
import type { HttpStreamer } from '../outgoing/http-streamer.ts'
import { readPieces, type PieceReader } from './answer-pieces.ts'
import { partAt, readJson } from './field-of-data.ts'
import { refusedBy } from './refused-by.ts'
import { SecretMask } from './secret-mask.ts'
import { SseReader, type SentEvent } from './sse-reader.ts'
import { failed, type SourceEnd, type SourceReading } from './stream-source.ts'

/** Where a service is, and how to sign in there. */
export type Access = { readonly name: string; readonly url: string; readonly headers: readonly OutgoingHeader[]; /** What nobody may read in an answer. */ readonly secrets: readonly string[] }

/** Reads what a web service answers, as it comes. */
export function readHttp(source: Extract<StreamSource, { type: 'http' }>, access: Access, { streamer, reading }: { readonly streamer: HttpStreamer; readonly reading: SourceReading }): Promise<SourceEnd> {
  const mask = new SecretMask(access.secrets)
  const give = (text: string): void => {
    if (text !== '') reading.onText(text)
  }
  const inner = source.format === 'text' ? wholeText((text) => give(mask.push(text))) : eventText(source.field, (text) => give(mask.push(text)))
  const refused = refusedBy(access)
  const reader: PieceReader = {
    head: (head) => {
      refused.head(head)
      return undefined
    },
    text: (piece) => (refused.isRefused ? refused.text(piece) : inner.text(piece)),
    end: () => {
      if (refused.isRefused) return refused.end()
      const end = inner.end()
      give(mask.end())
      return end
    },
  }
  const accept = source.format === 'text' ? 'text/plain, text/*;q=0.9, */*;q=0.5' : 'text/event-stream'
  return readPieces(streamer, { method: 'GET', url: access.url, headers: [{ name: 'accept', value: accept }, ...access.headers], body: null }, { reader, reading })
}

type Inner = Omit<PieceReader, 'head'>

function wholeText(give: (text: string) => void): Inner {
  return { text: (piece) => void give(piece), end: () => ({ ok: true }) }
}

function eventText(field: string, give: (text: string) => void): Inner {
  const events = new SseReader()
  const take = (some: readonly SentEvent[]): SourceEnd | undefined => {
    for (const { data } of some) {
      // Many services end so what would otherwise go on.
      if (data === '[DONE]') return { ok: true }
      if (field === '') {
        give(data)
        continue
      }
      const value = readJson(data)
      if (value === undefined) return failed('stream/garbage', `An event of the service is not JSON, so it has no field "${field}". Read all of the data as text, or correct the service.`)
      const part = partAt(value, field)
      // Other events, such as the last with its counts, have none.
      if (typeof part === 'string' || typeof part === 'number') give(String(part))
    }
    return undefined
  }
  return {
    text: (piece) => {
      const some = events.push(piece)
      return some === null ? failed('stream/garbage', 'One event of the service is longer than a million characters.') : take(some)
    },
    end: () => take(events.end()) ?? { ok: true },
  }
}
