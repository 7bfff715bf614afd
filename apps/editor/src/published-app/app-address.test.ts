import { expect, test } from 'vitest'
import { appNameIn, choosingAddress, personaAddress, signInAddress, whoRuns } from './app-address.ts'

const customer = { id: 'p1', name: 'Customer', technicalName: 'customer' }
const officer = { id: 'p2', name: 'Officer', technicalName: 'officer' }

test('the address names the app', () => {
  expect(appNameIn('/a/helpdesk')).toBe('helpdesk')
  expect(appNameIn('/a/helpdesk/')).toBe('helpdesk')
  expect(appNameIn('/a/%E0%A4')).toBe('%E0%A4')
})

test('the address names the persona', () => {
  expect(whoRuns(new URL(personaAddress('helpdesk', 'officer'), 'http://x').search, [customer, officer], null)).toEqual({ type: 'known', personaId: 'p2' })
})

test('without a persona one is asked for when there are several, and nobody when there is nothing to choose', () => {
  expect(whoRuns('', [customer, officer], null)).toEqual({ type: 'asked', unknown: null })
  expect(whoRuns('', [customer], null)).toEqual({ type: 'known', personaId: 'p1' })
  expect(whoRuns('', [], null)).toEqual({ type: 'known', personaId: null })
})

test('a persona that is not there is named, and another can be chosen', () => {
  expect(whoRuns('?persona=boss', [customer, officer], null)).toEqual({ type: 'asked', unknown: 'boss' })
})

test('who has signed in is themselves; an editor may be a persona, and is asked which', () => {
  const viewer = { id: 'u1', name: 'Ann', mayBePersona: false }
  const editor = { id: 'u2', name: 'Ben', mayBePersona: true }
  expect(whoRuns('?persona=officer', [customer, officer], viewer)).toEqual({ type: 'known', personaId: null })
  expect(whoRuns('', [customer, officer], editor)).toEqual({ type: 'known', personaId: null })
  expect(whoRuns('?persona=officer', [customer, officer], editor)).toEqual({ type: 'known', personaId: 'p2' })
  expect(whoRuns(new URL(choosingAddress('helpdesk', editor), 'http://x').search, [customer], editor)).toEqual({ type: 'asked', unknown: null })
})

test('signing in comes back to the app as it was asked for', () => {
  expect(signInAddress({ pathname: '/a/helpdesk', search: '?persona=officer' })).toBe('/sign-in?to=%2Fa%2Fhelpdesk%3Fpersona%3Dofficer')
})

test('who chooses a persona still gets what the address asked for', () => {
  expect(personaAddress('helpdesk', 'officer', '?persona=boss&notice=n1')).toBe('/a/helpdesk?persona=officer&notice=n1')
  expect(personaAddress('helpdesk', 'a b')).toBe('/a/helpdesk?persona=a+b')
})
