import type { NoticeRecord } from '@halley/protocol'

/** A part of the log of notifications without a gap, the newest first. `next` is for the page of older ones; null when there is none. */
export type NoticeStretch = { readonly records: readonly NoticeRecord[]; readonly next: string | null }

/** Adds a page of older ones. */
export function withOlder({ records }: NoticeStretch, page: NoticeStretch): NoticeStretch {
  return { records: merged(records, page.records), next: page.next }
}

/** Takes the newest page in: what was known before stays where the page reaches it, and is read anew by pages where not. */
export function withNewest(known: NoticeStretch, page: NoticeStretch): NoticeStretch {
  const ids = new Set(page.records.map(({ notice }) => notice.id))
  const isJoined = known.records.some(({ notice }) => ids.has(notice.id))
  return isJoined ? { records: merged(known.records, page.records), next: known.next } : page
}

/** Takes in what is new or has changed. One that is older than all that are shown belongs to a page that nobody has asked for yet. */
export function withChanged({ records, next }: NoticeStretch, changed: readonly NoticeRecord[]): NoticeStretch {
  const known = new Set(records.map(({ notice }) => notice.id))
  const oldest = records.at(-1)
  const taken = next === null || oldest === undefined ? changed : changed.filter((record) => known.has(record.notice.id) || newestFirst(record, oldest) < 0)
  return { records: merged(records, taken), next }
}

function merged(records: readonly NoticeRecord[], added: readonly NoticeRecord[]): readonly NoticeRecord[] {
  if (added.length === 0) return records
  const byId = new Map(records.map((record) => [record.notice.id, record]))
  for (const record of added) byId.set(record.notice.id, record)
  return [...byId.values()].toSorted(newestFirst)
}

// ISO times in UTC sort as texts. Those of one moment keep an order of their own, so that no row jumps.
function newestFirst({ notice: left }: NoticeRecord, { notice: right }: NoticeRecord): number {
  if (left.at !== right.at) return left.at < right.at ? 1 : -1
  return left.id < right.id ? 1 : left.id > right.id ? -1 : 0
}

/** How many ways of these notifications were given up. */
export function countDead(records: readonly NoticeRecord[]): number {
  let count = 0
  for (const { attempts } of records) for (const { outcome } of attempts) if (outcome === 'dead') count += 1
  return count
}
