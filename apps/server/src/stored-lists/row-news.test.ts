import { expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { RowNews, type ChangedRows } from './row-news.ts'

const orders: ChangedRows = { projectId: 'shop', listId: 'orders', environment: 'draft' }

function news() {
  const clock = new ManualClock()
  const rows = new RowNews(clock)
  const told: ChangedRows[] = []
  rows.onChanged((changed) => told.push(changed))
  return { clock, rows, told }
}

it('the first change of a list is told at once, those of the next quarter of a second together', () => {
  const { clock, rows, told } = news()
  for (let change = 0; change < 50; change += 1) rows.tell(orders)
  expect(told).toEqual([orders])
  clock.advance(250)
  expect(told).toEqual([orders, orders])
  clock.advance(1_000)
  expect(told).toHaveLength(2)
})

it('lists and environments are told of apart', () => {
  const { rows, told } = news()
  rows.tell(orders)
  rows.tell({ ...orders, listId: 'people' })
  rows.tell({ ...orders, environment: 'published' })
  expect(told).toHaveLength(3)
})
