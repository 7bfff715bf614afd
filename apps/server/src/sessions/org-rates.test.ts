import { expect, it } from 'vitest'
import { KEPT_FOR_SESSIONS, MESSAGES_PER_ORG, OrgRates } from './org-rates.ts'

const countTaken = (take: () => boolean): number => {
  let taken = 0
  while (take()) taken += 1
  return taken
}

it('what sessions send counts in the rate of the organisation, with what programs publish', () => {
  const rates = new OrgRates()
  for (let sent = 0; sent < 200; sent += 1) expect(rates.takeForProgram('acme', 0)).not.toBe('limited')
  expect(countTaken(() => rates.takeForSession('acme', 0))).toBe(MESSAGES_PER_ORG - 200)
  expect(rates.takeForProgram('acme', 0)).toBe('limited')
  // Another organisation has its own.
  expect(rates.takeForSession('globex', 0)).toBe(true)
  expect(rates.takeForSession('acme', 10)).toBe(true)
})

it('programs that flood the organisation leave something to its sessions', () => {
  const rates = new OrgRates()
  expect(countTaken(() => rates.takeForProgram('acme', 0) !== 'limited')).toBe(MESSAGES_PER_ORG - KEPT_FOR_SESSIONS)
  expect(countTaken(() => rates.takeForSession('acme', 0))).toBe(KEPT_FOR_SESSIONS)
  // What comes back is for whoever asks, and again not the last of it for programs.
  expect(rates.takeForProgram('acme', 50)).toBe('limited')
  expect(rates.takeForSession('acme', 50)).toBe(true)
  expect(rates.takeForProgram('acme', 200)).not.toBe('limited')
})
