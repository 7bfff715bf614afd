import type { NoticeRecord } from '@halley/protocol'

/** Puts records in their place, the newest first; one with a known id replaces. What is the same afterwards stays the same list. */
export function mergeNotices(records: readonly NoticeRecord[], added: readonly NoticeRecord[]): readonly NoticeRecord[] {
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
