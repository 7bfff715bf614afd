import type { Project } from '@halley/model'
import type { LogRow, SessionLabel } from '@halley/protocol'
import type { Outcome } from './outcome-words.ts'
import { rowWords, sessionText } from './row-words.ts'

/** What is shown of the log; null and an empty text let everything through. */
export type RowFilter = { readonly text: string; readonly channelId: string | null; readonly client: string | null; readonly outcome: Outcome | 'error' | null }
export const noFilter: RowFilter = { text: '', channelId: null, client: null, outcome: null }

export function isFiltering(filter: RowFilter): boolean {
  return filter.text.trim() !== '' || filter.channelId !== null || filter.client !== null || filter.outcome !== null
}

/** Names a client the same after it started again: its place and persona. */
export function clientKey(session: SessionLabel): string {
  return `${session.environment === 'published' ? 'published' : (session.slot ?? '')}/${session.persona}`
}

/** The clients that occur in the rows, by place and name. */
export function clientsOf(rows: readonly LogRow[]): readonly { readonly key: string; readonly label: string }[] {
  const labels = new Map<string, string>()
  const note = (session: SessionLabel | null) => {
    if (session !== null) labels.set(clientKey(session), session.slot === null ? sessionText(session) : `${session.slot} ${session.persona}`)
  }
  for (const row of rows) {
    note(row.session)
    for (const receiver of row.message?.receivers ?? []) note(receiver.session)
  }
  return [...labels].map(([key, label]) => ({ key, label })).toSorted((left, right) => left.label.localeCompare(right.label))
}

/** The rows that pass. Every word of the text must occur: in the names, the payload, the topic, the outcomes. */
export function filterRows(rows: readonly LogRow[], filter: RowFilter, project: Project): readonly LogRow[] {
  if (!isFiltering(filter)) return rows
  const words = filter.text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  return rows.filter((row) => passes(row, filter) && (words.length === 0 || hasWords(row, words, project)))
}

function passes(row: LogRow, { channelId, client, outcome }: RowFilter): boolean {
  const receivers = row.message?.receivers ?? []
  if (channelId !== null && row.message?.channelId !== channelId) return false
  if (client !== null && !(row.session !== null && clientKey(row.session) === client) && !receivers.some((receiver) => clientKey(receiver.session) === client)) return false
  if (outcome === null) return true
  if (outcome === 'error') return row.level === 'error'
  return receivers.some((receiver) => receiver.outcome === outcome && (client === null || clientKey(receiver.session) === client))
}

function hasWords(row: LogRow, words: readonly string[], project: Project): boolean {
  const { channel, key, message, from, receivers } = rowWords(row, project)
  const payload = row.message === null ? '' : `${row.message.topic} ${row.message.encrypted === true ? 'encrypted' : JSON.stringify(row.message.payload)}`
  const text = `${row.text} ${row.code ?? ''} ${channel} ${key} ${message} ${from} ${receivers} ${payload}`.toLowerCase()
  // Trace ids only as a whole: any digit occurs in most of them.
  return words.every((word) => text.includes(word) || word === row.message?.traceId.toLowerCase())
}
