import { expect, test } from 'vitest'
import { rankedGroups } from './rank-choices.ts'

const choices = [
  { label: 'Comet message', keywords: ['Sends or listens.'], group: 'Comet' },
  { label: 'HTTP request', keywords: ['Asks a service and waits for its answer.'], group: 'Comet' },
  { label: 'Decision', keywords: [], group: 'Flow' },
  { label: 'Wait', keywords: ['Goes on after a while.'], group: 'Flow' },
]
const found = (search: string) => rankedGroups(choices, search).flatMap((group) => group.choices.map(({ label }) => label))

test('what is called so comes before what only says so, whatever group it is in', () => expect(found('Wait')).toEqual(['Wait', 'HTTP request']))
test('a word is found by its beginning, not by letters here and there', () => expect([found('req'), found('dcs')]).toEqual([['HTTP request'], []]))
test('several words are found in any order, and not by keywords alone where a name has them', () => {
  expect(found('message com')).toEqual(['Comet message'])
  expect(found('request service')).toEqual(['HTTP request'])
})
test('an empty search finds everything in its order', () => expect(found(' ')).toEqual(choices.map(({ label }) => label)))
