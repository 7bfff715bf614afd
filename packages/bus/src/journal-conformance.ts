import type { TestKit } from './conformance/harness.ts'
import type { EventJournal, JournalBatch, JournalEntry } from './event-journal.ts'
import type { BusEvent } from './event.ts'

/** A journal under test; `reopen` gives the same one as another process finds it. */
export interface JournalUnderTest {
  readonly journal: EventJournal
  reopen(): Promise<EventJournal>
}

const event = (seq: number): BusEvent => ({
  id: `m${seq}`, source: '/tests', type: 'test', subject: 'events.acme.app.channel.Message._', time: '2026-05-04T10:00:00.000Z', datacontenttype: 'application/json',
  data: { seq, text: 'ü\u0000"' }, sequence: String(seq), org: 'acme', hops: 0, filters: { color: 'red' }, encrypted: false,
})
const entry = (seq: number): JournalEntry => ({ seq, acceptedMs: 1_700_000_000_000 + seq, sizeBytes: 300, matched: 2, event: event(seq), ...(seq % 2 === 0 && { context: { to: [seq, null] } }) })
const batch = (after: number, count: number): (() => JournalBatch) => () => ({ epoch: 'e1', after, entries: Array.from({ length: count }, (_, index) => entry(after + index + 1)) })

/** Registers the tests that every implementation of `EventJournal` passes. Each makes a journal of its own, which is empty. */
export function journalConformance({ describe, it, expect }: TestKit, name: string, createJournal: () => Promise<JournalUnderTest>): void {
  const outcomes = async (appends: readonly Promise<void>[]): Promise<string[]> => (await Promise.allSettled(appends)).map(({ status }) => status)

  describe(`${name} keeps the contract of the journal of events`, () => {
    it('an append that was answered is there, with everything that the event had', async () => {
      const { journal, reopen } = await createJournal()
      await journal.append('acme', batch(0, 3))
      await journal.append('acme', batch(3, 70))
      const logs = await (await reopen()).read()
      expect(logs.map(({ org, epoch, lastSeq, startSeq, holes, isOpen, remembered }) => ({ org, epoch, lastSeq, startSeq, holes, isOpen, remembered }))).toEqual([{ org: 'acme', epoch: 'e1', lastSeq: 73, startSeq: 0, holes: [], isOpen: true, remembered: [] }])
      expect(logs[0]?.entries).toEqual(Array.from({ length: 73 }, (_, index) => entry(index + 1)))
    })

    it('calls take once and later, so that what comes until then is part of the append', async () => {
      const { journal, reopen } = await createJournal()
      const entries = [entry(1)]
      let taken = 0
      const first = journal.append('acme', () => {
        taken++
        return { epoch: 'e1', after: 0, entries }
      })
      entries.push(entry(2))
      await Promise.all([first, journal.append('acme', batch(2, 1))])
      expect([taken, (await (await reopen()).read())[0]?.entries.map(({ seq }) => seq)]).toEqual([1, [1, 2, 3]])
    })

    it('an append that does not follow the newest event is refused whole, and so are those behind it', async () => {
      const { journal, reopen } = await createJournal()
      expect(await outcomes([journal.append('acme', batch(0, 2)), journal.append('acme', batch(3, 2)), journal.append('acme', batch(5, 1)), journal.append('acme', batch(2, 1)), journal.append('acme', batch(0, 1))])).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected'])
      expect((await (await reopen()).read())[0]?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
    })

    it('a log goes on as it was opened, and says whether it was closed', async () => {
      const { journal, reopen } = await createJournal()
      await journal.append('acme', batch(0, 2))
      await journal.close(['acme'])
      const again = await reopen()
      expect((await again.read())[0]).toMatchObject({ isOpen: false, lastSeq: 2, startSeq: 0 })
      await again.open([{ org: 'acme', epoch: 'e1', lastSeq: 2, startSeq: 10, holes: [{ after: 2, until: 10 }] }])
      await again.append('acme', () => ({ epoch: 'e1', after: 2, entries: [entry(11)] }))
      expect((await (await reopen()).read())[0]).toMatchObject({ isOpen: true, lastSeq: 11, startSeq: 10, holes: [{ after: 2, until: 10 }] })
    })

    it('of what is no longer held, only what a retry is known by stays, until that is forgotten, too', async () => {
      const { journal, reopen } = await createJournal()
      await journal.append('acme', batch(0, 5))
      await journal.prune('acme', { heldFrom: 4, rememberedFrom: 2 })
      const [log] = await (await reopen()).read()
      expect(log?.remembered).toEqual([2, 3].map((seq) => ({ seq, source: '/tests', id: `m${seq}`, matched: 2, acceptedMs: 1_700_000_000_000 + seq })))
      expect(log?.entries.map(({ seq }) => seq)).toEqual([4, 5])
    })
  })
}
