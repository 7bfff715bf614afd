import type { RoomPlace, RoomStorage, StoredRoomMessage } from '../storage/room-storage.ts'

/** Messages that are read at once: an export of any length takes the memory of so many. */
const READ_AT_ONCE = 500

export type ExportFormat = 'json' | 'csv'

const COLUMNS = ['seq', 'at', 'author', 'authorType', 'authorId', 'text', 'state', 'reason'] as const

/** All that is kept of a room, the oldest first, piece by piece: a JSON array, or CSV (RFC 4180) with a line of names. */
export async function* exportRoom(storage: Pick<RoomStorage, 'page'>, place: RoomPlace, format: ExportFormat): AsyncGenerator<string> {
  yield format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '['
  let after = 0
  for (let more = true; more; ) {
    const page = await storage.page(place, { after, limit: READ_AT_ONCE })
    if (page.messages.length > 0) yield page.messages.map((message) => (format === 'csv' ? csvLine(message) : `${message === page.messages[0] && after === 0 ? '' : ','}\n${JSON.stringify(rowOf(message))}`)).join('')
    after = page.messages.at(-1)?.seq ?? after
    more = page.more
  }
  if (format === 'json') yield '\n]\n'
}

function rowOf({ id, seq, at, author, text, mentions, state, reason }: StoredRoomMessage) {
  return { id, seq, at: new Date(at).toISOString(), author, text, mentions, state, reason }
}

function csvLine({ seq, at, author, text, state, reason }: StoredRoomMessage): string {
  return `${[String(seq), new Date(at).toISOString(), author.name, author.type, author.id, text, state, reason ?? ''].map(cell).join(',')}\r\n`
}

/** What spreadsheets take for a formula: also behind blanks, which some leave out, and by the wide signs of East Asian ones. */
const CALCULATED = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u

/** A cell in quotes. What a spreadsheet would calculate stands behind an apostrophe: people write what they like into rooms. */
function cell(value: string): string {
  return `"${(CALCULATED.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
}
