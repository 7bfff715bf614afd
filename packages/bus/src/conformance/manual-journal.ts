import type { EventJournal, JournalBatch, JournalEntry, JournalHead, JournalledLog, RememberedPublish } from '../event-journal.ts'

interface Waiting {
  readonly org: string
  take(): JournalBatch
  resolve(): void
  reject(reason: Error): void
}

interface Kept {
  head: JournalHead
  isOpen: boolean
  entries: readonly JournalEntry[]
  remembered: readonly RememberedPublish[]
}

/** A journal in memory whose disk works when the test says so. What is on it outlasts the bus that wrote it. */
export class ManualJournal implements EventJournal {
  readonly #disk = new Map<string, Kept>()
  #waiting: Waiting[] = []
  /** Writes at the end of each turn by itself. */
  isQuick = false
  /** Refuses what it would write. */
  isBroken = false

  /** Appends that wait for the disk. */
  get waiting(): number {
    return this.#waiting.length
  }

  read(): Promise<readonly JournalledLog[]> {
    return Promise.resolve([...this.#disk.values()].map(({ head, isOpen, entries, remembered }) => ({ ...head, isOpen, entries: entries.map(copy), remembered })))
  }

  open(heads: readonly JournalHead[]): Promise<void> {
    for (const head of heads) {
      const kept = this.#disk.get(head.org)
      if (kept !== undefined) this.#disk.set(head.org, { ...kept, head, isOpen: true })
    }
    return Promise.resolve()
  }

  append(org: string, take: () => JournalBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ org, take, resolve, reject })
      if (this.isQuick) void Promise.resolve().then(() => this.write())
    })
  }

  prune(org: string, { heldFrom, rememberedFrom }: { readonly heldFrom: number; readonly rememberedFrom: number }): Promise<void> {
    const kept = this.#disk.get(org)
    if (kept === undefined) return Promise.resolve()
    const gone = kept.entries.filter(({ seq }) => seq < heldFrom).map(({ seq, matched, acceptedMs, event }) => ({ seq, source: event.source, id: event.id, matched, acceptedMs }))
    this.#disk.set(org, { ...kept, entries: kept.entries.filter(({ seq }) => seq >= heldFrom), remembered: [...kept.remembered, ...gone].filter(({ seq }) => seq >= Math.min(heldFrom, rememberedFrom)) })
    return Promise.resolve()
  }

  close(orgs: readonly string[]): Promise<void> {
    for (const org of orgs) {
      const kept = this.#disk.get(org)
      if (kept !== undefined) kept.isOpen = false
    }
    return Promise.resolve()
  }

  /** Carries out the oldest append that waits, or refuses it. */
  write(): void {
    const next = this.#waiting.shift()
    if (next === undefined) return
    if (this.isBroken) return next.reject(new Error('The disk is broken.'))
    const { epoch, after, entries } = next.take()
    const kept = this.#disk.get(next.org)
    if ((kept?.head.lastSeq ?? 0) !== after || (kept !== undefined && kept.head.epoch !== epoch)) return next.reject(new Error(`The log ends with ${kept?.head.lastSeq ?? 0}, not with ${after}.`))
    const lastSeq = entries.at(-1)?.seq ?? after
    const head = kept?.head ?? { org: next.org, epoch, lastSeq: 0, startSeq: 0, holes: [] }
    this.#disk.set(next.org, { isOpen: true, remembered: [], ...kept, head: { ...head, lastSeq }, entries: [...(kept?.entries ?? []), ...entries.map(copy)] })
    next.resolve()
  }

  /** Refuses the oldest append that waits. */
  fail(): void {
    this.#waiting.shift()?.reject(new Error('The disk refused.'))
  }

  /** The machine stops: what waits was never written, and nobody gets an answer. */
  stop(): void {
    this.#waiting = []
  }
}

/** As it comes back from a disk. */
function copy(entry: JournalEntry): JournalEntry {
  // A copy of our own entry has its type.
  return JSON.parse(JSON.stringify(entry)) as JournalEntry
}
