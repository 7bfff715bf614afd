import { expect, it } from 'vitest'
import type { StoredRoomMessage } from '../storage/room-storage.ts'
import { exportRoom } from './export-room.ts'

it.each(['=1+1', ' =1+1', '\n=1+1', '\t=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '＋1', '－1', '＠SUM(A1)'])('"%s" is nothing that a spreadsheet calculates, whoever is called or writes so', async (text) => {
  const message: StoredRoomMessage = { id: 'm1', seq: 1, author: { type: 'person', id: 'ann', name: text }, text, at: 0, mentions: [], state: 'complete', reason: null, hops: 0, agentsInRow: 0, answersTo: null, chainId: 'm1' }
  let csv = ''
  for await (const piece of exportRoom({ page: () => Promise.resolve({ messages: [message], more: false }) }, { projectId: 'p', environment: 'draft', roomId: 'r', keyToken: '_' }, 'csv')) csv += piece
  expect(csv.split(`"'${text}"`)).toHaveLength(3)
})
