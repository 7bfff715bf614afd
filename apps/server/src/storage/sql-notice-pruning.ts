import { sql } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { NoticeBounds } from './notification-storage.ts'

/** Notifications that are looked at by one statement, and taken away by one write: a few milliseconds of the process that SQLite holds up. */
const NOTICES_AT_ONCE = 500

/** People whose notifications are counted by one statement, of an index alone. */
const PEOPLE_AT_ONCE = 200

type Person = { readonly project_id: string; readonly environment: string; readonly recipient_id: string }

const noneToCome = sql<boolean>`not exists (select 1 from notice_attempts as coming where coming.notice_id = notices.id and coming.due_at is not null)`

/** Takes away what nobody needs any more, part by part: others read and write between two of them. */
export async function pruneNotices(commits: Commits, { perPerson, endedBefore }: NoticeBounds, goesOn: () => boolean = () => true): Promise<void> {
  const parts = partsOf(commits, { perPerson, endedBefore })
  while (goesOn() && (await parts.next()).done !== true) await nextTurn()
}

/** Each `next` takes one part away. */
async function* partsOf(commits: Commits, { perPerson, endedBefore }: NoticeBounds): AsyncGenerator<undefined> {
  yield* pruneEnded(commits, endedBefore)
  let last: Person | null = null
  do {
    const people: readonly (Person & { readonly count: number | string | bigint })[] = await countNext(commits, last)
    for (const person of people) if (Number(person.count) > perPerson) yield* pruneBeyond(commits, person, perPerson)
    last = people.length < PEOPLE_AT_ONCE ? null : (people.at(-1) ?? null)
    yield
  } while (last !== null)
}

async function* pruneEnded(commits: Commits, endedBefore: number): AsyncGenerator<undefined> {
  let reached: number | null = 0
  while (reached !== null) {
    const after: number = reached
    const seen = await commits.read((database) => database.selectFrom('notices').select(['ordinal', 'id', 'at', 'in_inbox', 'dismissed_at']).where('ordinal', '>', after).orderBy('ordinal').limit(NOTICES_AT_ONCE).execute())
    await takeAway(commits, seen.flatMap(({ id, at, in_inbox, dismissed_at }) => (Number(at) < endedBefore && (in_inbox === 0 || dismissed_at !== null) ? [id] : [])))
    const last = seen.at(-1)
    reached = last === undefined || seen.length < NOTICES_AT_ONCE ? null : Number(last.ordinal)
    yield
  }
}

/** How many notifications people have, in the order of the index: those after one, or the first. */
function countNext(commits: Commits, after: Person | null) {
  return commits.read((database) => {
    const all = database.selectFrom('notices').select(({ fn }) => ['project_id', 'environment', 'recipient_id', fn.countAll().as('count')])
    const next = after === null ? all : all.where(sql<boolean>`(project_id, environment, recipient_id) > (${after.project_id}, ${after.environment}, ${after.recipient_id})`)
    return next.groupBy(['project_id', 'environment', 'recipient_id']).orderBy('project_id').orderBy('environment').orderBy('recipient_id').limit(PEOPLE_AT_ONCE).execute()
  })
}

/** Of one person: the oldest that were read or dismissed go first. */
async function* pruneBeyond(commits: Commits, { project_id, environment, recipient_id }: Person, kept: number): AsyncGenerator<undefined> {
  let isMore = true
  while (isMore) {
    const beyond = await commits.read(async (database) => (await sql<{ readonly id: string }>`
      select id from (
        select id, row_number() over (order by case when in_inbox = 1 and read_at is null and dismissed_at is null then 0 else 1 end, ordinal desc) as place from notices
        where project_id = ${project_id} and environment = ${environment} and recipient_id = ${recipient_id}) as notices
      where place > ${kept} and ${noneToCome} limit ${NOTICES_AT_ONCE}`.execute(database)).rows)
    await takeAway(commits, beyond.map(({ id }) => id))
    isMore = beyond.length === NOTICES_AT_ONCE
    yield
  }
}

/** Takes notifications away with all that became of them; one that has got an attempt to come in the meantime stays. */
async function takeAway(commits: Commits, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await commits.write(async (transaction) => {
    const gone = await transaction.deleteFrom('notices').where('id', 'in', ids).where(noneToCome).returning(['id', 'cause_id']).execute()
    if (gone.length === 0) return
    await transaction.deleteFrom('notice_attempts').where('notice_id', 'in', gone.map(({ id }) => id)).execute()
    const causeIds = [...new Set(gone.map(({ cause_id }) => cause_id))]
    await transaction.deleteFrom('notice_causes').where('id', 'in', causeIds).where(sql<boolean>`not exists (select 1 from notices where notices.cause_id = notice_causes.id)`).execute()
  })
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
