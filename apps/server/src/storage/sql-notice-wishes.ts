import type { NoticePreferences, PushSubscriptionOf } from '@halley/protocol'
import type { Commits } from './group-commit.ts'
import type { NoticeApp, NotificationStorage } from './notification-storage.ts'

type WishStorage = Pick<NotificationStorage, 'readPreferences' | 'savePreferences' | 'readSubscriptions' | 'saveSubscription' | 'deleteSubscription' | 'readPosition' | 'savePosition'>

/** The part of the storage that keeps what people want of notifications, where they are pushed to, and up to where rules were asked. */
export function noticeWishStorage(commits: Commits): WishStorage {
  return {
    readPreferences: async (app, personIds) => {
      if (personIds.length === 0) return new Map()
      const rows = await commits.read((database) => database.selectFrom('notice_preferences').select(['person_id', 'content']).where((where) => where.and(columnsOf(app))).where('person_id', 'in', personIds).execute())
      // Written by savePreferences alone.
      return new Map(rows.map((row) => [row.person_id, JSON.parse(row.content) as NoticePreferences]))
    },
    savePreferences: (app, personId, preferences) => {
      const content = JSON.stringify(preferences)
      return commits.write(async (transaction) => {
        await transaction.insertInto('notice_preferences').values({ ...columnsOf(app), person_id: personId, content }).onConflict((conflict) => conflict.columns(['project_id', 'environment', 'person_id']).doUpdateSet({ content })).execute()
      })
    },
    readSubscriptions: async (app, personIds) => {
      if (personIds.length === 0) return new Map()
      const rows = await commits.read((database) => database.selectFrom('push_subscriptions').selectAll().where((where) => where.and(columnsOf(app))).where('person_id', 'in', personIds).orderBy('at', 'desc').orderBy('endpoint').execute())
      const found = new Map<string, PushSubscriptionOf[]>()
      for (const { person_id: personId, endpoint, p256dh, auth } of rows) {
        const own = found.get(personId) ?? []
        own.push({ endpoint, keys: { p256dh, auth } })
        found.set(personId, own)
      }
      return found
    },
    saveSubscription: (app, personId, { endpoint, keys }, { at, limit }) =>
      commits.write(async (transaction) => {
        const row = { person_id: personId, p256dh: keys.p256dh, auth: keys.auth, at }
        await transaction.insertInto('push_subscriptions').values({ ...columnsOf(app), endpoint, ...row }).onConflict((conflict) => conflict.columns(['project_id', 'environment', 'endpoint']).doUpdateSet(row)).execute()
        const own = await transaction.selectFrom('push_subscriptions').select('endpoint').where((where) => where.and(columnsOf(app))).where('person_id', '=', personId).orderBy('at', 'desc').orderBy('endpoint').execute()
        const old = own.slice(limit).map((one) => one.endpoint)
        if (old.length > 0) await transaction.deleteFrom('push_subscriptions').where((where) => where.and(columnsOf(app))).where('endpoint', 'in', old).execute()
      }),
    deleteSubscription: (app, personId, endpoint) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('push_subscriptions').where((where) => where.and(columnsOf(app))).where('person_id', '=', personId).where('endpoint', '=', endpoint).execute()
      }),
    readPosition: async (app) => {
      const row = await commits.read((database) => database.selectFrom('notice_positions').select(['epoch', 'seq']).where((where) => where.and(columnsOf(app))).executeTakeFirst())
      return row === undefined ? null : { epoch: row.epoch, seq: Number(row.seq) }
    },
    savePosition: (app, { epoch, seq }) =>
      commits.write(async (transaction) => {
        await transaction.insertInto('notice_positions').values({ ...columnsOf(app), epoch, seq }).onConflict((conflict) => conflict.columns(['project_id', 'environment']).doUpdateSet({ epoch, seq })).execute()
      }),
  }
}

function columnsOf({ projectId, environment }: NoticeApp) {
  return { project_id: projectId, environment }
}
