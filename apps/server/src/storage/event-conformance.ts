import { emptyProject } from '@halley/model'
import type { EventBatch, KeptEvent, StoredEvent } from './event-storage.ts'
import { FIRST_ORG_ID } from './identity-storage.ts'
import type { StorageCase } from './storage-conformance.ts'
import type { Storage } from './storage.ts'

const event = (seq: number, acceptedAt = 1_700_000_000_000 + seq): StoredEvent => ({ seq, source: 'session/s1', id: `m${seq}`, matched: 2, acceptedAt, sizeBytes: 100, content: `{"n":${seq}}` })
const keptEvent = (seq: number, topic: string, acceptedAt = seq): KeptEvent => ({ seq, projectId: 'p1', topic: `events.acme.${topic}`, acceptedAt, content: `{"n":${seq}}` })

/** Events one after the other, some of them kept for late joiners. */
function batch(after: number, count: number, more: Partial<EventBatch> = {}): () => EventBatch {
  return () => ({ epoch: 'e1', after, events: Array.from({ length: count }, (_, index) => event(after + index + 1)), kept: [], bounds: [], ...more })
}

/** Throws, with both values, when they are not the same JSON. */
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

async function seqsOf(storage: Storage, org = 'acme'): Promise<number[] | undefined> {
  return (await storage.events.readLogs()).find((log) => log.org === org)?.events.map(({ seq }) => seq)
}

async function history(storage: Storage, tokens: { readonly app?: string; readonly channel?: string; readonly message?: string; readonly key?: string } = {}, page: { readonly before?: number; readonly since?: number; readonly limit?: number } = {}): Promise<number[]> {
  return (await storage.channelHistory.read({ org: 'acme', before: 1_000, since: 0, limit: 100, ...tokens, ...page })).map(({ seq }) => seq)
}

/** What every implementation of `Storage` must keep of the logs of organisations, and for late joiners. */
export const eventConformance: readonly StorageCase[] = [
  {
    title: 'a log is there after reopening, with its events in order and whether it was closed',
    run: async (open) => {
      const opened = await open()
      const { events } = opened.storage
      await events.append('acme', batch(0, 150))
      await events.append('other', batch(0, 1, { epoch: 'e2' }))
      await events.closeLogs(['other'])
      const logs = await (await opened.reopen()).events.readLogs()
      same(logs.map((log) => [log.org, log.epoch, log.lastSeq, log.startSeq, log.holes, log.isOpen, log.events.length]), [['acme', 'e1', 150, 0, [], true, 150], ['other', 'e2', 1, 0, [], false, 1]])
      same([logs[0]?.events[0], logs[0]?.events[149]], [event(1), event(150)].map(({ seq, source, id, matched, acceptedAt, sizeBytes, content }) => ({ seq, source, id, matched, acceptedAt, sizeBytes, content })))
    },
  },
  {
    title: 'a log goes on as it was opened: after another seq, with what it says of holes',
    run: async (open) => {
      const opened = await open()
      await opened.storage.events.append('acme', batch(0, 2))
      await opened.storage.events.closeLogs(['acme'])
      await opened.storage.events.openLogs([{ org: 'acme', epoch: 'e1', lastSeq: 2, startSeq: 100, holes: [{ after: 2, until: 100 }] }])
      await opened.storage.events.append('acme', () => ({ epoch: 'e1', after: 2, events: [event(101)], kept: [], bounds: [] }))
      const [log] = await (await opened.reopen()).events.readLogs()
      same([log?.lastSeq, log?.startSeq, log?.holes, log?.isOpen, log?.events.map(({ seq }) => seq)], [101, 100, [{ after: 2, until: 100 }], true, [1, 2, 101]])
    },
  },
  {
    title: 'an append that does not follow the end of its log is refused whole, as is one of another epoch',
    run: async (open) => {
      const { storage } = await open()
      await storage.events.append('acme', batch(0, 2))
      const answers = await Promise.allSettled([storage.events.append('acme', batch(1, 2)), storage.events.append('acme', batch(4, 1)), storage.events.append('acme', batch(0, 1)), storage.events.append('acme', batch(2, 1, { epoch: 'e2' })), storage.events.append('acme', batch(2, 1))])
      same(answers.map(({ status }) => status), ['rejected', 'rejected', 'rejected', 'rejected', 'fulfilled'])
      same(await seqsOf(storage), [1, 2, 3])
    },
  },
  {
    title: 'what comes into a batch until it is carried out is part of it, and appends take effect in the order of the calls',
    run: async (open) => {
      const { storage } = await open()
      const events = [event(1)]
      const first = storage.events.append('acme', () => ({ epoch: 'e1', after: 0, events, kept: [], bounds: [] }))
      events.push(event(2))
      await Promise.all([first, storage.events.append('acme', batch(2, 1))])
      same(await seqsOf(storage), [1, 2, 3])
    },
  },
  {
    title: 'an event that is no longer held is remembered without its content, until it is forgotten',
    run: async (open) => {
      const { storage } = await open()
      await storage.events.append('acme', batch(0, 4))
      await storage.events.prune('acme', { heldFrom: 4, rememberedFrom: 2 })
      const [log] = await storage.events.readLogs()
      same(log?.remembered.map(({ seq, source, id }) => [seq, source, id]), [[2, 'session/s1', 'm2'], [3, 'session/s1', 'm3']])
      same([log?.lastSeq, log?.events.map(({ seq }) => seq)], [4, [4]])
    },
  },
  {
    title: 'what is kept for late joiners is found by its tokens, newest first and in pages, and bounded by topic',
    run: async (open) => {
      const { storage } = await open()
      const topics = ['app.chat.Said._', 'app.chat.Said._', 'app.chat.Left._', 'app.chat.Said.k1', 'other.chat.Said._', 'app.chat.Said._']
      const kept = topics.map((topic, index) => keptEvent(index + 1, topic))
      await storage.events.append('acme', batch(0, 6, { kept, bounds: [{ topic: 'events.acme.app.chat.Said._', count: 2 }] }))
      same(await history(storage), [6, 5, 4, 3, 2])
      same([await history(storage, { app: 'app', channel: 'chat', message: 'Said' }), await history(storage, { app: 'app', key: '_' }), await history(storage, { app: 'app', channel: 'no' })], [[6, 4, 2], [6, 3, 2], []])
      same([await history(storage, {}, { before: 5, limit: 2 }), await history(storage, {}, { since: 5 })], [[4, 3], [6, 5]])
      same((await storage.channelHistory.read({ org: 'acme', before: 7, since: 0, limit: 1 })), [keptEvent(6, 'app.chat.Said._')])
      same(await storage.channelHistory.read({ org: 'other', before: 7, since: 0, limit: 1 }), [])
    },
  },
  {
    title: 'a channel keeps the newest of each topic and of all, and nothing that is too old',
    run: async (open) => {
      const { storage } = await open()
      await storage.events.append('acme', batch(0, 6, { kept: [1, 2, 3, 4, 5, 6].map((seq) => keptEvent(seq, seq === 6 ? 'app.news.Told._' : `app.chat.Said.k${seq % 2}`)) }))
      same((await storage.channelHistory.listChannels()).map(({ org, app, channel }) => `${org} ${app} ${channel}`).toSorted(), ['acme app chat', 'acme app news'])
      const chat = { org: 'acme', app: 'app', channel: 'chat' }
      await storage.channelHistory.prune(chat, { countPerTopic: 2, count: 10, since: 0 })
      same(await history(storage), [6, 5, 4, 3, 2])
      await storage.channelHistory.prune(chat, { countPerTopic: 2, count: 3, since: 0 })
      same(await history(storage), [6, 5, 4, 3])
      await storage.channelHistory.prune(chat, { countPerTopic: 2, count: 3, since: 5 })
      same(await history(storage), [6, 5])
      await storage.channelHistory.prune(chat, { countPerTopic: 0, count: 0, since: 0 })
      same(await history(storage), [6])
    },
  },
  {
    title: 'what is kept for late joiners goes with its project',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(emptyProject({ id: 'p1', name: 'One', technicalName: 'one' }), 1, FIRST_ORG_ID)
      await storage.events.append('acme', batch(0, 2, { kept: [keptEvent(1, 'app.chat.Said._'), { ...keptEvent(2, 'app.chat.Said._'), projectId: 'p2' }] }))
      await storage.deleteProject('p1', 5)
      same(await history(storage), [2, 1])
      await storage.wipeDeletedProjects(6)
      same(await history(storage), [2])
    },
  },
]
