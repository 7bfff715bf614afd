import { expect, test } from 'vitest'
import { appNameIn, personaAddress, whoRuns } from './app-address.ts'

const customer = { id: 'p1', name: 'Customer', technicalName: 'customer' }
const officer = { id: 'p2', name: 'Officer', technicalName: 'officer' }

test('the address names the app', () => {
  expect(appNameIn('/a/helpdesk')).toBe('helpdesk')
  expect(appNameIn('/a/helpdesk/')).toBe('helpdesk')
  expect(appNameIn('/a/%E0%A4')).toBe('%E0%A4')
})

test('the address names the persona', () => {
  expect(whoRuns(new URL(personaAddress('helpdesk', 'officer'), 'http://x').search, [customer, officer])).toEqual({ type: 'known', personaId: 'p2' })
})

test('without a persona one is asked for when there are several, and nobody when there is nothing to choose', () => {
  expect(whoRuns('', [customer, officer])).toEqual({ type: 'asked', unknown: null })
  expect(whoRuns('', [customer])).toEqual({ type: 'known', personaId: 'p1' })
  expect(whoRuns('', [])).toEqual({ type: 'known', personaId: null })
})

test('a persona that is not there is named, and another can be chosen', () => {
  expect(whoRuns('?persona=boss', [customer, officer])).toEqual({ type: 'asked', unknown: 'boss' })
})
