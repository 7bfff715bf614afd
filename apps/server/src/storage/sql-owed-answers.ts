import type { Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { OwedAnswer, OwedName, RoomPlace, RoomStorage, StoredOwedAnswer } from './room-storage.ts'
import { at, columnsOf, fromRow, PLACE, placeOf } from './sql-room-rows.ts'
import type { Tables } from './tables.ts'

/** The part of the storage of rooms that keeps which answers are to be given. */
export function owedAnswers(commits: Commits): Pick<RoomStorage, 'beginOwed' | 'settleOwed' | 'takeOwed'> {
  return {
    beginOwed: (place, { messageId, agentId }) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('room_owed_answers').set({ has_begun: 1 }).where(at(place)).where('message_id', '=', messageId).where('agent_id', '=', agentId).execute()
      }),
    settleOwed: (place, name) => commits.write((transaction) => settle(transaction, place, name)),
    takeOwed: () =>
      commits.write(async (transaction) => {
        const owed: StoredOwedAnswer[] = []
        for (const row of await transaction.selectFrom('room_owed_answers').selectAll().orderBy('ordinal').execute()) {
          const place = placeOf(row)
          const to = await transaction.selectFrom('room_messages').selectAll().where(at(place)).where('id', '=', row.message_id).executeTakeFirst()
          if (to === undefined) await settle(transaction, place, { messageId: row.message_id, agentId: row.agent_id })
          else owed.push({ place, agentId: row.agent_id, to: fromRow(to), chainAnswers: row.chain_answers, hasBegun: row.has_begun === 1 })
        }
        return owed
      }),
  }
}

/** Notes the answers that a message calls for. */
export async function putOwed(transaction: Transaction<Tables>, place: RoomPlace, { messageId, owed }: { readonly messageId: string; readonly owed: readonly OwedAnswer[] }): Promise<void> {
  for (const { agentId, chainAnswers } of owed) {
    await transaction.insertInto('room_owed_answers').values({ ...columnsOf(place), message_id: messageId, agent_id: agentId, chain_answers: chainAnswers, has_begun: 0 }).onConflict((conflict) => conflict.columns([...PLACE, 'message_id', 'agent_id']).doNothing()).execute()
  }
}

/** An answer is not owed any more. */
export async function settle(transaction: Transaction<Tables>, place: RoomPlace, { messageId, agentId }: OwedName): Promise<void> {
  await transaction.deleteFrom('room_owed_answers').where(at(place)).where('message_id', '=', messageId).where('agent_id', '=', agentId).execute()
}
