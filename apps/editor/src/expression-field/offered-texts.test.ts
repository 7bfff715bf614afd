import { expect, test } from 'vitest'
import { textOffersAt } from './offered-texts.ts'

const people = [{ value: 'p-17', name: 'Escalation officer' }, { value: 'p-18', name: 'Customer' }]
/** What stands in the source after the first offer is taken; `|` is the cursor. */
function taken(marked: string): string | null {
  const position = marked.indexOf('|')
  const source = marked.replace('|', '')
  const offers = textOffersAt(source, position, people)
  const [first] = offers?.options ?? []
  return offers === null || first === undefined ? null : `${source.slice(0, offers.from)}${first.insert}${source.slice(position)}`
}

test.each([
  ['|', '"p-17"'],
  ['["|"]', '["p-17"]'],
  ["['cust|", "['p-18'"],
  ['["p-17", |]', '["p-17", "p-17"]'],
  ['off|', '"p-17"'],
])('at %s a known text is completed by its name', (source, result) => expect(taken(source)).toBe(result))

test.each(['"p-17" |', 'Ticket.|', '["nobody|'])('at %s none is offered', (source) => expect(taken(source)).toBeNull())
