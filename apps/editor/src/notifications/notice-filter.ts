import type { NoticeOutcome, NoticeRecord } from '@halley/protocol'

/** What is shown of the notifications; null and an empty text let everything through. `source` is a rule or node as it was called. */
export type NoticeFilter = { readonly text: string; readonly source: string | null; readonly outcome: NoticeOutcome | null }
export const noNoticeFilter: NoticeFilter = { text: '', source: null, outcome: null }

/** The rules and nodes that made these notifications. */
export function sourcesOf(records: readonly NoticeRecord[]): readonly string[] {
  return [...new Set(records.map(({ notice }) => notice.source))].toSorted((left, right) => left.localeCompare(right))
}

/** The notifications that pass. Every word of the text must occur: in what it says, who it is for, what made it, what became of it. */
export function filterNotices(records: readonly NoticeRecord[], { text, source, outcome }: NoticeFilter): readonly NoticeRecord[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0 && source === null && outcome === null) return records
  return records.filter(({ notice, recipient, topic, attempts }) => {
    if (source !== null && notice.source !== source) return false
    if (outcome !== null && !attempts.some((attempt) => attempt.outcome === outcome)) return false
    const said = `${notice.title} ${notice.body} ${notice.source} ${recipient.name} ${recipient.id} ${topic ?? ''} ${attempts.map((attempt) => attempt.text).join(' ')}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}
