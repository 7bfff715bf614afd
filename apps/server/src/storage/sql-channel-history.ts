import { sql, type Transaction } from 'kysely'
import type { ChannelHistoryStorage } from './channel-history-storage.ts'
import type { EventBatch, KeptEvent } from './event-storage.ts'
import type { Commits } from './group-commit.ts'
import { insertInParts } from './insert-in-parts.ts'
import type { Tables } from './tables.ts'

type TopicColumns = Pick<Tables['channel_history'], 'app' | 'channel' | 'message' | 'key_token'>

/** The part of the storage that keeps what channels hold for late joiners. */
export function channelHistoryStorage(commits: Commits): ChannelHistoryStorage {
  return {
    read: async ({ org, app, channel, message, key, before, since, limit }) => {
      const rows = await commits.read((database) => {
        let query = database.selectFrom('channel_history').selectAll().where('org', '=', org).where('seq', '<', before).where('accepted_at', '>=', since)
        for (const [column, token] of [['app', app], ['channel', channel], ['message', message], ['key_token', key]] as const) if (token !== undefined) query = query.where(column, '=', token)
        return query.orderBy('seq', 'desc').limit(limit).execute()
      })
      return rows.map((row): KeptEvent => ({ seq: Number(row.seq), projectId: row.project_id, topic: `events.${row.org}.${row.app}.${row.channel}.${row.message}.${row.key_token}`, acceptedAt: Number(row.accepted_at), content: row.content }))
    },
    listChannels: () => commits.read((database) => database.selectFrom('channel_history').select(['org', 'app', 'channel']).distinct().execute()),
    prune: ({ org, app, channel }, { countPerTopic, count, since }) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('channel_history').where('org', '=', org).where('app', '=', app).where('channel', '=', channel).where('accepted_at', '<', since).execute()
        await sql`delete from channel_history where org = ${org} and seq in (
          select seq from (
            select seq, row_number() over (partition by message, key_token order by seq desc) as of_topic, row_number() over (order by seq desc) as of_channel
            from channel_history where org = ${org} and app = ${app} and channel = ${channel}) as numbered
          where of_topic > ${countPerTopic} or of_channel > ${count})`.execute(transaction)
      }),
  }
}

/** Adds the events of a batch that are kept, and takes away those that its topics do not keep any more. */
export async function keepForLateJoiners(transaction: Transaction<Tables>, org: string, { kept, bounds }: EventBatch): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map(({ seq, projectId, topic, acceptedAt, content }) => ({ org, seq, project_id: projectId, ...columnsOf(topic), accepted_at: acceptedAt, content }))
  await insertInParts(rows, (part) => transaction.insertInto('channel_history').values(part).execute())
  for (const { topic, count } of bounds) {
    const { app, channel, message, key_token: key } = columnsOf(topic)
    await sql`delete from channel_history where org = ${org} and app = ${app} and channel = ${channel} and message = ${message} and key_token = ${key} and seq <= (
      select seq from channel_history where org = ${org} and app = ${app} and channel = ${channel} and message = ${message} and key_token = ${key}
      order by seq desc limit 1 offset ${count})`.execute(transaction)
  }
}

function columnsOf(topic: string): TopicColumns {
  const [, , app = '', channel = '', message = '', key = ''] = topic.split('.')
  return { app, channel, message, key_token: key }
}
