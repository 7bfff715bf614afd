import { sql, type Selectable, type Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import { OTHERS_COUNTED, type RoomPerson, type RoomPlace, type RoomStorage } from './room-storage.ts'
import { owedAnswers, putOwed, settle } from './sql-owed-answers.ts'
import { at, changed, columnsOf, fromRow, PLACE, placeOf, toRow } from './sql-room-rows.ts'
import type { Tables } from './tables.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** Messages taken away by one statement; more follow, so that others' writes come in between. */
const SWEPT_AT_ONCE = 1_000

/** The part of the storage that keeps rooms. */
export function roomStorage(commits: Commits): RoomStorage {
  return {
    append: (place, message, { keepDays, role, owed = [], settles }) => {
      const written = { ...message, mentions: [...message.mentions] }
      return commits.write(async (transaction) => {
        if (settles !== undefined) await settle(transaction, place, settles)
        const known = await transaction.selectFrom('room_messages').selectAll().where(at(place)).where('id', '=', message.id).executeTakeFirst()
        if (known !== undefined) return { message: fromRow(known), isNew: false }
        const seq = await nextSeq(transaction, place, { at: message.at, keepDays })
        await transaction.insertInto('room_messages').values(toRow(place, { ...written, seq })).execute()
        await putOwed(transaction, place, { messageId: message.id, owed })
        if (message.author.type === 'person') await putPerson(transaction, place, { id: message.author.id, name: message.author.name, role }, { joined: 1, readTo: seq, at: message.at })
        return { message: { ...written, seq }, isNew: true }
      })
    },
    update: (place, id, change, owed = []) =>
      commits.write(async (transaction) => {
        const row = await transaction.selectFrom('room_messages').select('content').where(at(place)).where('id', '=', id).executeTakeFirst()
        if (row === undefined) return
        await transaction.updateTable('room_messages').set(changed(row.content, change)).where(at(place)).where('id', '=', id).execute()
        await putOwed(transaction, place, { messageId: id, owed })
      }),
    message: async (place, id) => {
      const row = await commits.read((database) => database.selectFrom('room_messages').selectAll().where(at(place)).where('id', '=', id).executeTakeFirst())
      return row === undefined ? undefined : fromRow(row)
    },
    ...owedAnswers(commits),
    page: async (place, { before, after, limit }) => {
      const rows = await commits.read((database) => {
        const all = database.selectFrom('room_messages').selectAll().where(at(place)).limit(limit + 1)
        if (after !== undefined) return all.where('seq', '>', after).orderBy('seq').execute()
        return (before === undefined ? all : all.where('seq', '<', before)).orderBy('seq', 'desc').execute()
      })
      const messages = rows.slice(0, limit).map(fromRow)
      return { messages: after === undefined ? messages.toReversed() : messages, more: rows.length > limit }
    },
    lastSeq: async (place) => (await commits.read((database) => database.selectFrom('room_instances').select('last_seq').where(at(place)).executeTakeFirst()))?.last_seq ?? 0,
    people: (place, limit) =>
      commits.read(async (database) => {
        const joined = database.selectFrom('room_people').where(at(place)).where('joined', '=', 1)
        const rows = await joined.selectAll().orderBy('last_at', 'desc').orderBy('person_id').limit(limit).execute()
        const { count } = await joined.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
        return { people: rows.map((row) => ({ ...personOf(row), readTo: row.read_to })), count: Number(count) }
      }),
    setJoined: (place, person, { joined, at: atMs }) =>
      commits.write(async (transaction) => {
        const known = await transaction.selectFrom('room_people').select('read_to').where(at(place)).where('person_id', '=', person.id).executeTakeFirst()
        if (known === undefined && !joined) return
        await ensureInstance(transaction, place, atMs)
        await putPerson(transaction, place, person, { joined: joined ? 1 : 0, readTo: known?.read_to ?? 0, at: atMs })
      }),
    readTo: async (place, personId) => (await commits.read((database) => database.selectFrom('room_people').select('read_to').where(at(place)).where('person_id', '=', personId).executeTakeFirst()))?.read_to ?? 0,
    markRead: (place, person, mark) =>
      commits.write(async (transaction) => {
        const last = await transaction.selectFrom('room_instances').select('last_seq').where(at(place)).executeTakeFirst()
        if (last === undefined) return 0
        const known = await transaction.selectFrom('room_people').select(['read_to', 'joined']).where(at(place)).where('person_id', '=', person.id).executeTakeFirst()
        const readTo = Math.max(known?.read_to ?? 0, Math.min(mark.readTo, last.last_seq))
        if (readTo !== known?.read_to) await putPerson(transaction, place, person, { joined: known?.joined ?? 0, readTo, at: mark.at })
        return readTo
      }),
    countOthers: async (place, personId, { after, upTo }) => {
      const { count } = await commits.read((database) => database.selectFrom((from) => from.selectFrom('room_messages').select('seq').where(at(place)).where('seq', '>', after).where('seq', '<=', upTo)
        .where((where) => where.or([where('author_type', '<>', 'person'), where('author_id', '<>', personId)])).limit(OTHERS_COUNTED).as('counted')).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow())
      return Number(count)
    },
    failRunning: (reason) =>
      commits.write(async (transaction) => {
        const rows = await transaction.selectFrom('room_messages').selectAll().where('state', '=', 'running').execute()
        for (const row of rows) {
          const { text, mentions } = fromRow(row)
          await transaction.updateTable('room_messages').set(changed(row.content, { text, mentions, state: 'failed', reason })).where(at(placeOf(row))).where('seq', '=', row.seq).execute()
        }
        return rows.length
      }),
    setKeepDays: ({ projectId, environment, roomId }, keepDays) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('room_instances').set({ keep_days: keepDays }).where('project_id', '=', projectId).where('environment', '=', environment).where('room_id', '=', roomId).execute()
      }),
    sweep: async (nowMs) => {
      const rooms = await commits.read((database) => database.selectFrom('room_instances').select([...PLACE, 'keep_days']).where('keep_days', 'is not', null).execute())
      let swept = 0
      for (const { keep_days: keepDays, ...room } of rooms) {
        if (keepDays === null) continue
        const place = at(placeOf(room))
        for (let gone = SWEPT_AT_ONCE; gone === SWEPT_AT_ONCE; swept += gone) {
          // Looked for outside a write: mostly there is nothing to do.
          const old = await commits.read((database) => database.selectFrom('room_messages').select('seq').where(place).where('at', '<', nowMs - keepDays * DAY_MS).where('state', '<>', 'running').orderBy('seq').limit(SWEPT_AT_ONCE).execute())
          gone = old.length
          const last = old.at(-1)?.seq
          if (last === undefined) break
          await commits.write((transaction) => transaction.deleteFrom('room_messages').where(place).where('seq', '<=', last).where('at', '<', nowMs - keepDays * DAY_MS).where('state', '<>', 'running').execute())
        }
      }
      return swept
    },
    list: ({ projectId, environment, roomId }, { offset, limit }) =>
      commits.read(async (database) => {
        const all = database.selectFrom('room_instances').where('project_id', '=', projectId).where('environment', '=', environment).where('room_id', '=', roomId)
        const { count } = await all.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
        const rows = await all.selectAll().orderBy('last_at', 'desc').orderBy('key_token').offset(offset).limit(limit).execute()
        const rooms = []
        for (const row of rows) {
          const place = at(placeOf(row))
          const messages = await database.selectFrom('room_messages').where(place).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
          const people = await database.selectFrom('room_people').where(place).where('joined', '=', 1).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
          rooms.push({ keyToken: row.key_token, messages: Number(messages.count), lastSeq: row.last_seq, people: Number(people.count), createdAt: Number(row.created_at), lastAt: Number(row.last_at) })
        }
        return { total: Number(count), rooms }
      }),
    remove: (place) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('room_messages').where(at(place)).execute()
        await transaction.deleteFrom('room_people').where(at(place)).execute()
        await transaction.deleteFrom('room_owed_answers').where(at(place)).execute()
        const { numDeletedRows } = await transaction.deleteFrom('room_instances').where(at(place)).executeTakeFirst()
        return numDeletedRows === 1n
      }),
  }
}

/** Counts on. The row is held until the transaction ends, so another process that writes into the room waits for it. */
async function nextSeq(transaction: Transaction<Tables>, place: RoomPlace, { at: atMs, keepDays }: { readonly at: number; readonly keepDays: number | null }): Promise<number> {
  const { last_seq: seq } = await transaction.insertInto('room_instances').values({ ...columnsOf(place), last_seq: 1, keep_days: keepDays, created_at: atMs, last_at: atMs })
    .onConflict((conflict) => conflict.columns([...PLACE]).doUpdateSet({ last_seq: sql`room_instances.last_seq + 1`, keep_days: keepDays, last_at: atMs }))
    .returning('last_seq').executeTakeFirstOrThrow()
  return seq
}

async function ensureInstance(transaction: Transaction<Tables>, place: RoomPlace, atMs: number): Promise<void> {
  await transaction.insertInto('room_instances').values({ ...columnsOf(place), last_seq: 0, keep_days: null, created_at: atMs, last_at: atMs }).onConflict((conflict) => conflict.columns([...PLACE]).doNothing()).execute()
}

async function putPerson(transaction: Transaction<Tables>, place: RoomPlace, { id, name, role }: RoomPerson, { joined, readTo, at: atMs }: { readonly joined: number; readonly readTo: number; readonly at: number }): Promise<void> {
  const facts = { joined, read_to: readTo, last_at: atMs, content: JSON.stringify({ name, role }) }
  await transaction.insertInto('room_people').values({ ...columnsOf(place), person_id: id, ...facts }).onConflict((conflict) => conflict.columns([...PLACE, 'person_id']).doUpdateSet(facts)).execute()
}

function personOf(row: Selectable<Tables['room_people']>): RoomPerson {
  // Written by putPerson alone.
  const { name, role } = JSON.parse(row.content) as Pick<RoomPerson, 'name' | 'role'>
  return { id: row.person_id, name, role }
}
