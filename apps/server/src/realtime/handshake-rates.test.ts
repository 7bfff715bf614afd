import { describe, expect, it } from 'vitest'
import { HANDSHAKES_PER_ADDRESS, HANDSHAKES_PER_SECOND, HandshakeRates } from './handshake-rates.ts'

const countTaken = (take: () => boolean): number => {
  let taken = 0
  while (take()) taken += 1
  return taken
}

/** What promise 7 says of a restart. */
const RETURNING_CLIENTS = 10_000
const RETURN_MS = 30_000

describe('handshakes', () => {
  it('of one address leave something to the others', () => {
    const rates = new HandshakeRates(HANDSHAKES_PER_SECOND, 0)
    expect(countTaken(() => rates.take('203.0.113.7', 0))).toBe(HANDSHAKES_PER_ADDRESS)
    // Thousands more of it change nothing.
    for (let more = 0; more < 5_000; more += 1) rates.take('203.0.113.7', 0)
    expect(countTaken(() => rates.take('203.0.113.8', 0))).toBe(HANDSHAKES_PER_SECOND - HANDSHAKES_PER_ADDRESS)
  })

  it.each([['behind one proxy', () => '203.0.113.7'], ['each by its own address', (client: number) => `client ${client}`]])('of 10,000 clients that come back, %s, are done within 30 seconds', (_how, addressOf) => {
    const rates = new HandshakeRates(HANDSHAKES_PER_SECOND, 0)
    let isBack = 0
    let nowMs = 0
    for (; isBack < RETURNING_CLIENTS && nowMs <= RETURN_MS; nowMs += 100) while (isBack < RETURNING_CLIENTS && rates.take(addressOf(isBack), nowMs)) isBack += 1
    expect([isBack, nowMs <= RETURN_MS]).toEqual([RETURNING_CLIENTS, true])
  })

  it('of addresses that have rested are forgotten', () => {
    const rates = new HandshakeRates(HANDSHAKES_PER_SECOND, 0)
    for (let at = 0; at < 10_000; at += 10) rates.take(`address ${at}`, at)
    expect(rates.size).toBeLessThanOrEqual(200)
    rates.take('another', 20_000)
    expect(rates.size).toBe(1)
  })
})
