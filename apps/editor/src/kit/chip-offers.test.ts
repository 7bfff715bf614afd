import { describe, expect, it } from 'vitest'
import { chipOffers, likeliestOffer } from './chip-offers.ts'

const names: Readonly<Record<string, string>> = { customer: 'Customer', officer: 'Escalation officer' }
const people = {
  suggestions: ['customer', 'officer'],
  nameOf: (chip: string) => names[chip] ?? chip,
  chipOf: (typed: string) => Object.keys(names).find((chip) => names[chip]?.toLowerCase() === typed.toLowerCase()) ?? typed,
}
const offered = (typed: string, chips: readonly string[] = []) => chipOffers({ ...people, typed, chips }).map(({ type, text }) => `${type} ${text}`)
const taken = (typed: string) => {
  const offers = chipOffers({ ...people, typed, chips: [] })
  return offers[likeliestOffer(offers, { ...people, typed })]?.chip
}

describe('the list under a field of chips', () => {
  it('offers all that is known and not chosen yet', () => {
    expect(offered('')).toEqual(['known Customer', 'known Escalation officer'])
    expect(offered('', ['customer'])).toEqual(['known Escalation officer'])
  })

  it('finds by any part of the name or of the chip, then offers what was typed', () => {
    expect(offered('OFF')).toEqual(['known Escalation officer', 'typed OFF'])
    expect(offered('ada@example.com')).toEqual(['typed ada@example.com'])
  })

  it('does not offer what is chosen, nor a known one twice', () => {
    expect(offered('customer', ['customer'])).toEqual([])
    expect(offered('Escalation officer')).toEqual(['known Escalation officer'])
  })
})

describe('Enter in a field of chips', () => {
  it('takes what was typed in full, by its name or by itself, before what only begins so', () => {
    expect(taken('escalation officer')).toBe('officer')
    expect(taken('officer')).toBe('officer')
  })

  it('takes the one that begins with what was typed, else the text itself', () => {
    expect(taken('cust')).toBe('customer')
    expect(taken('escal')).toBe('officer')
    expect(taken('cat')).toBe('cat')
    expect(taken('icer')).toBe('icer')
  })

  it('takes nothing while nothing is typed', () => {
    expect(taken(' ')).toBeUndefined()
  })
})
