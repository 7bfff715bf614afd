import type { BusEvent, EventJournal, JournalBatch, JournalEntry } from '@halley/bus'
import type { EventBatch, EventStorage, KeptBound, KeptEvent, StoredEvent } from '../storage/event-storage.ts'
import { countOf, type Keeping } from './kept-events.ts'

export type StorageJournalOptions = {
  readonly events: EventStorage
  /** What is kept of a topic's events for late joiners; null for nothing. */
  readonly keepingOf: (topic: string) => Keeping | null
}

/** What is kept of an event: its attributes, and what the sessions need that take it. */
type Content = { readonly event: BusEvent; readonly context?: unknown }

/** The journal of the bus over the storage: events come to the disk with what their channels keep of them, in one transaction. */
export function createStorageJournal({ events, keepingOf }: StorageJournalOptions): EventJournal {
  return {
    read: async () => {
      const logs = await events.readLogs()
      return logs.map((log) => ({
        org: log.org, epoch: log.epoch, lastSeq: log.lastSeq, startSeq: log.startSeq, holes: log.holes, isOpen: log.isOpen,
        entries: log.events.map(({ seq, acceptedAt, sizeBytes, matched, content }): JournalEntry => ({ seq, acceptedMs: acceptedAt, sizeBytes, matched, ...readContent(content) })),
        remembered: log.remembered.map(({ seq, source, id, matched, acceptedAt }) => ({ seq, source, id, matched, acceptedMs: acceptedAt })),
      }))
    },
    open: (heads) => events.openLogs(heads),
    append: (org, take) => events.append(org, () => toBatch(take(), keepingOf)),
    prune: (org, from) => events.prune(org, from),
    close: (orgs) => events.closeLogs(orgs),
  }
}

/** Reads the content of an event that is kept. */
export function readContent(content: string): Content {
  // Written by this file alone.
  return JSON.parse(content) as Content
}

function toBatch({ epoch, after, entries }: JournalBatch, keepingOf: StorageJournalOptions['keepingOf']): EventBatch {
  const stored: StoredEvent[] = []
  const kept: KeptEvent[] = []
  const bounds = new Map<string, KeptBound>()
  for (const { seq, acceptedMs: acceptedAt, sizeBytes, matched, event, context } of entries) {
    const content = JSON.stringify({ event, context } satisfies Content)
    const { source, id, subject: topic } = event
    stored.push({ seq, source, id, matched, acceptedAt, sizeBytes, content })
    const keeping = keepingOf(topic)
    if (keeping === null) continue
    kept.push({ seq, projectId: keeping.projectId, topic, acceptedAt, content })
    const count = countOf(keeping.setting)
    if (count !== null) bounds.set(topic, { topic, count })
  }
  return { epoch, after, events: stored, kept, bounds: [...bounds.values()] }
}
