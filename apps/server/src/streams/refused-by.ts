import type { StreamedHead } from '../outgoing/http-streamer.ts'
import { partAt, readJson } from './field-of-data.ts'
import { hidden } from './secret-mask.ts'
import { failed, type SourceEnd } from './stream-source.ts'

/** Characters of a refusal that are read, and of its words that are shown. */
const BODY_CHARACTERS = 64 * 1024
const SHOWN_CHARACTERS = 300

const advice: Readonly<Record<number, string>> = {
  401: 'See whether the key of the connection is right.', 403: 'See whether the key of the connection may do this.', 404: 'See whether the address, and the name of the model, are right.',
  429: 'It has too much to do for this key; wait, or ask for less.',
}

/** Reads the answer of a service that refuses: its status with what it says of it. */
export function refusedBy({ name, secrets }: { readonly name: string; readonly secrets: readonly string[] }) {
  let status = 200
  let body = ''
  const end = (): SourceEnd => {
    const said = messageIn(body)
    return failed('stream/refused', `${name} answered ${status}${said === '' ? '' : `: ${hidden(said, secrets).slice(0, SHOWN_CHARACTERS)}`}${/[.!?]$/.test(said) ? '' : '.'} ${advice[status] ?? (status >= 500 ? 'The service has a problem of its own; try again later.' : 'See what the service wants.')}`.replace(/\s+/g, ' ').trim())
  }
  return {
    head: (head: StreamedHead): void => {
      status = head.status
    },
    get isRefused(): boolean {
      return status < 200 || status >= 300
    },
    text: (piece: string): SourceEnd | undefined => {
      body += piece
      return body.length > BODY_CHARACTERS ? end() : undefined
    },
    end,
  }
}

/** What a refusal says in words: of JSON its message, else the beginning of a text that is no page. */
export function messageIn(body: string): string {
  const value = readJson(body)
  for (const path of ['error.message', 'message', 'detail', 'error']) {
    const part = partAt(value, path)
    if (typeof part === 'string') return part.trim()
  }
  return value === undefined && !/^\s*</.test(body) ? body.trim().slice(0, SHOWN_CHARACTERS) : ''
}
