import { emptyProject } from '@halley/model'
import { FIRST_ORG_ID } from './identity-storage.ts'
import { OTHERS_COUNTED, type NewRoomMessage, type RoomPlace } from './room-storage.ts'
import type { StorageCase } from './storage-conformance.ts'
import type { Storage } from './storage.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const START_MS = 1_700_000_000_000

const place: RoomPlace = { projectId: 'a', environment: 'draft', roomId: 'support', keyToken: 'T-1' }
const ann = { id: 'ann', name: 'Ann', role: 'customer' }
const ben = { id: 'ben', name: 'Ben', role: 'officer' }

function message(id: string, more: Partial<NewRoomMessage> = {}): NewRoomMessage {
  return { id, author: { type: 'person', id: ann.id, name: ann.name }, text: `Text of ${id}`, at: START_MS, mentions: [], state: 'complete', reason: null, hops: 0, agentsInRow: 0, chainId: id, answersTo: null, ...more }
}

const byAgent = (id: string, more: Partial<NewRoomMessage> = {}): NewRoomMessage => message(id, { author: { type: 'agent', id: 'helper', name: 'Helper' }, hops: 1, agentsInRow: 1, ...more })

function post(storage: Storage, id: string, { at = START_MS, by = ann, keepDays = null, where = place }: { readonly at?: number; readonly by?: typeof ann; readonly keepDays?: number | null; readonly where?: RoomPlace } = {}) {
  return storage.rooms.append(where, message(id, { at, author: { type: 'person', id: by.id, name: by.name } }), { keepDays, role: by.role })
}

function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

async function seqs(storage: Storage, page: { readonly before?: number; readonly after?: number; readonly limit?: number } = {}, where = place): Promise<unknown> {
  const { messages, more } = await storage.rooms.page(where, { limit: 100, ...page })
  return [messages.map(({ seq }) => seq), more]
}

/** What every implementation of `Storage` must keep of rooms. */
export const roomConformance: readonly StorageCase[] = [
  {
    title: 'messages of a room are numbered from 1 without holes, room by room, however many are written at once, and are there after a restart',
    run: async (open) => {
      const opened = await open()
      const { storage } = opened
      const other = { ...place, keyToken: 'T-2' }
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => post(storage, `m${index}`, { where: index % 4 === 3 ? other : place })))
      same(answers.map(({ message: { seq }, isNew }) => [seq, isNew]), Array.from({ length: 20 }, (_, index) => [index % 4 === 3 ? (index + 1) / 4 : index - Math.floor(index / 4) + 1, true]))
      const again = await opened.reopen()
      same(await seqs(again), [Array.from({ length: 15 }, (_, index) => index + 1), false])
      same([await again.rooms.lastSeq(place), await again.rooms.lastSeq(other), await again.rooms.lastSeq({ ...place, environment: 'published' })], [15, 5, 0])
      const { messages } = await again.rooms.page(other, { limit: 1 })
      same(messages, [{ ...message('m19'), seq: 5 }].map(({ id, seq, author, at, state, answersTo, text, mentions, reason, hops, agentsInRow, chainId }) => ({ id, seq, author, at, state, answersTo, text, mentions, reason, hops, agentsInRow, chainId })))
    },
  },
  {
    title: 'a message whose id is there already is answered as it is, and takes no number',
    run: async (open) => {
      const { storage } = await open()
      await post(storage, 'm1')
      const [first, second] = await Promise.all([post(storage, 'm2'), storage.rooms.append(place, message('m2', { text: 'Other' }), { keepDays: null, role: '' })])
      same([first.isNew, second.isNew, second.message.seq, second.message.text], [true, false, 2, 'Text of m2'])
      same((await post(storage, 'm3')).message.seq, 3)
    },
  },
  {
    title: 'any text goes in and comes out as it was, NUL and half characters included',
    run: async (open) => {
      const { storage } = await open()
      const text = 'a\u0000b \ud800 "\\ \u2028 😀'
      await storage.rooms.append(place, message('m1', { text, author: { type: 'person', id: 'ann', name: 'A\u0000n' } }), { keepDays: null, role: 'r\u0000' })
      const { messages: [first] } = await storage.rooms.page(place, { limit: 1 })
      same([first?.text, first?.author.name], [text, 'A\u0000n'])
      same((await storage.rooms.people(place, 5)).people[0]?.role, 'r\u0000')
    },
  },
  {
    title: 'pages go back from the newest and forth from the oldest, and say whether there is more',
    run: async (open) => {
      const { storage } = await open()
      for (let index = 1; index <= 10; index += 1) await post(storage, `m${index}`)
      same(await seqs(storage, { limit: 4 }), [[7, 8, 9, 10], true])
      same(await seqs(storage, { before: 7, limit: 4 }), [[3, 4, 5, 6], true])
      same(await seqs(storage, { before: 3, limit: 4 }), [[1, 2], false])
      same(await seqs(storage, { after: 0, limit: 4 }), [[1, 2, 3, 4], true])
      same(await seqs(storage, { after: 8, limit: 4 }), [[9, 10], false])
      same(await seqs(storage, { before: 1 }), [[], false])
    },
  },
  {
    title: 'who writes is in the room and has read up to there; marks go on, never back and not beyond the end; the own messages are no unread ones',
    run: async (open) => {
      const { storage } = await open()
      same([await storage.rooms.readTo(place, 'ann'), await storage.rooms.markRead(place, ann, { readTo: 5, at: 1 })], [0, 0])
      await post(storage, 'm1')
      await post(storage, 'm2', { by: ben, at: START_MS + 1 })
      await post(storage, 'm3', { by: ben, at: START_MS + 2 })
      await storage.rooms.append(place, byAgent('m4'), { keepDays: null, role: '' })
      same(await storage.rooms.people(place, 10), { people: [{ ...ben, readTo: 3 }, { ...ann, readTo: 1 }], count: 2 })
      same(await storage.rooms.people(place, 1), { people: [{ ...ben, readTo: 3 }], count: 2 })
      const unread = async (id: string, after: number) => storage.rooms.countOthers(place, id, { after, upTo: 4 })
      same([await unread('ann', 1), await unread('ann', 0), await unread('ben', 0), await unread('nobody', 0)], [3, 3, 2, 4])
      same([await storage.rooms.markRead(place, ann, { readTo: 2, at: 3 }), await storage.rooms.markRead(place, ann, { readTo: 1, at: 4 }), await storage.rooms.markRead(place, ann, { readTo: 99, at: 5 }), await storage.rooms.readTo(place, 'ann')], [2, 2, 4, 4])
      await Promise.all(Array.from({ length: OTHERS_COUNTED }, (_, index) => post(storage, `many${index}`, { by: ben })))
      same([await storage.rooms.countOthers(place, 'nobody', { after: 0, upTo: OTHERS_COUNTED + 4 }), await storage.rooms.countOthers(place, 'ann', { after: 10, upTo: OTHERS_COUNTED + 4 })], [OTHERS_COUNTED, OTHERS_COUNTED - 6])
      // Reading alone does not make anybody part of it.
      await storage.rooms.markRead(place, { id: 'cleo', name: 'Cleo', role: '' }, { readTo: 2, at: 6 })
      same((await storage.rooms.people(place, 10)).count, 2)
    },
  },
  {
    title: 'people join and leave, also before anything was written, and keep how far they have read',
    run: async (open) => {
      const { storage } = await open()
      await storage.rooms.setJoined(place, ben, { joined: false, at: 1 })
      same((await storage.rooms.list(place, { offset: 0, limit: 5 })).total, 0)
      await storage.rooms.setJoined(place, ben, { joined: true, at: 1 })
      await post(storage, 'm1')
      await storage.rooms.markRead(place, ben, { readTo: 1, at: 2 })
      await storage.rooms.setJoined(place, ben, { joined: false, at: 3 })
      same([(await storage.rooms.people(place, 9)).people.map(({ id }) => id), await storage.rooms.readTo(place, 'ben')], [['ann'], 1])
    },
  },
  {
    title: 'a message that streams changes as it grows, and one that streamed when the server ended has failed with the text so far',
    run: async (open) => {
      const opened = await open()
      const { storage } = opened
      await storage.rooms.append(place, byAgent('m1', { text: '', state: 'running' }), { keepDays: null, role: '' })
      await storage.rooms.append(place, byAgent('m2', { text: '', state: 'running' }), { keepDays: null, role: '' })
      await storage.rooms.update(place, 'm1', { text: 'Half', mentions: [], state: 'running', reason: null })
      await storage.rooms.update(place, 'm2', { text: 'Whole', mentions: ['ann'], state: 'complete', reason: null })
      await storage.rooms.update(place, 'gone', { text: 'No', mentions: [], state: 'complete', reason: null })
      const again = await opened.reopen()
      same([await again.rooms.failRunning('the server was stopped'), await again.rooms.failRunning('again')], [1, 0])
      same((await again.rooms.page(place, { limit: 9 })).messages.map(({ text, state, reason, mentions, hops }) => [text, state, reason, mentions, hops]), [['Half', 'failed', 'the server was stopped', [], 1], ['Whole', 'complete', null, ['ann'], 1]])
    },
  },
  {
    title: 'an answer that a message calls for is owed with it, once, in the order of the messages, until it is settled by its beginning or given up',
    run: async (open) => {
      const opened = await open()
      const { storage } = opened
      const other = { ...place, keyToken: 'T-2' }
      const owed = (...agentIds: readonly string[]) => agentIds.map((agentId, chainAnswers) => ({ agentId, chainAnswers }))
      await storage.rooms.append(place, message('m1'), { keepDays: null, role: '', owed: owed('helper', 'clerk', 'third') })
      // What is there already owes nothing more.
      await storage.rooms.append(place, message('m1'), { keepDays: null, role: '', owed: owed('fourth') })
      await storage.rooms.append(other, message('m1'), { keepDays: null, role: '', owed: owed('helper') })
      await storage.rooms.append(place, byAgent('a1', { text: '', state: 'running', answersTo: 'm1' }), { keepDays: null, role: '', settles: { messageId: 'm1', agentId: 'helper' } })
      await storage.rooms.update(place, 'a1', { text: 'Whole', mentions: ['clerk'], state: 'complete', reason: null }, owed('clerk'))
      await storage.rooms.update(place, 'gone', { text: 'No', mentions: [], state: 'complete', reason: null }, owed('clerk'))
      await storage.rooms.settleOwed(place, { messageId: 'm1', agentId: 'third' })
      await storage.rooms.beginOwed(place, { messageId: 'a1', agentId: 'clerk' })
      const again = await opened.reopen()
      const names = async () => (await again.rooms.takeOwed()).map(({ place: { keyToken }, to, agentId, chainAnswers, hasBegun }) => [keyToken, to.id, to.text, agentId, chainAnswers, hasBegun])
      same(await names(), [['T-1', 'm1', 'Text of m1', 'clerk', 1, false], ['T-2', 'm1', 'Text of m1', 'helper', 0, false], ['T-1', 'a1', 'Whole', 'clerk', 0, true]])
      same([(await again.rooms.message(place, 'a1'))?.answersTo, (await again.rooms.message(place, 'm1'))?.answersTo, await again.rooms.message(place, 'none')], ['m1', null, undefined])
      await again.rooms.append(other, byAgent('a1', { answersTo: 'm1' }), { keepDays: null, role: '', settles: { messageId: 'm1', agentId: 'helper' } })
      await again.rooms.remove(place)
      same(await names(), [])
    },
  },
  {
    title: 'messages older than their room keeps them are swept, all else stays, and numbers go on',
    run: async (open) => {
      const { storage } = await open()
      const forEver = { ...place, keyToken: '_' }
      await post(storage, 'm1', { where: forEver })
      for (let index = 1; index <= 4; index += 1) await post(storage, `m${index}`, { at: START_MS + index * DAY_MS, keepDays: 2 })
      await storage.rooms.append(place, byAgent('m5', { state: 'running', at: START_MS }), { keepDays: 2, role: '' })
      same(await storage.rooms.sweep(START_MS + 4 * DAY_MS + 1), 2)
      same([await seqs(storage), await seqs(storage, {}, forEver)], [[[3, 4, 5], false], [[1], false]])
      await storage.rooms.setKeepDays(place, 1)
      // Of all keys of the room, also those that were there before it said so.
      same(await storage.rooms.sweep(START_MS + 4 * DAY_MS + 1), 2)
      same([await seqs(storage), await seqs(storage, {}, forEver)], [[[4, 5], false], [[], false]])
      same(await storage.rooms.sweep(START_MS + 40 * DAY_MS), 1)
      same((await post(storage, 'm6', { at: START_MS + 40 * DAY_MS })).message.seq, 6)
      same((await post(storage, 'm2', { where: forEver })).message.seq, 2)
    },
  },
  {
    title: 'rooms are listed by their newest message, with their counts, and one is taken away with all that is in it',
    run: async (open) => {
      const { storage } = await open()
      const second = { ...place, keyToken: 'T-2' }
      await post(storage, 'm1')
      await post(storage, 'm1', { where: second, at: START_MS + 5 })
      await post(storage, 'm2', { where: second, at: START_MS + 6, by: ben })
      await post(storage, 'm1', { where: { ...place, environment: 'published' } })
      same(await storage.rooms.list(place, { offset: 0, limit: 9 }), { total: 2, rooms: [
        { keyToken: 'T-2', messages: 2, lastSeq: 2, people: 2, createdAt: START_MS + 5, lastAt: START_MS + 6 }, { keyToken: 'T-1', messages: 1, lastSeq: 1, people: 1, createdAt: START_MS, lastAt: START_MS },
      ] })
      same((await storage.rooms.list(place, { offset: 1, limit: 9 })).rooms.map(({ keyToken }) => keyToken), ['T-1'])
      same([await storage.rooms.remove(second), await storage.rooms.remove(second)], [true, false])
      same([await seqs(storage, {}, second), (await storage.rooms.people(second, 9)).count, await seqs(storage)], [[[], false], 0, [[1], false]])
      same((await post(storage, 'm9', { where: second })).message.seq, 1)
    },
  },
  {
    title: 'the rooms of a project come back with it, and are wiped with it',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(emptyProject({ id: 'a', name: 'A', technicalName: 'a' }), 1, FIRST_ORG_ID)
      await post(storage, 'm1')
      await post(storage, 'm1', { where: { ...place, projectId: 'b' } })
      await storage.deleteProject('a', 10)
      await storage.restoreProject('a', 5, FIRST_ORG_ID)
      same(await seqs(storage), [[1], false])
      await storage.deleteProject('a', 10)
      await storage.wipeDeletedProjects(20)
      same([await seqs(storage), (await storage.rooms.list(place, { offset: 0, limit: 9 })).total, (await storage.rooms.people(place, 9)).count, await seqs(storage, {}, { ...place, projectId: 'b' })], [[[], false], 0, 0, [[1], false]])
    },
  },
]
