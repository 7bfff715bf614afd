import { describe, expect, it } from 'vitest'
import { grantProblem } from './event-grants.ts'

const advice = (granted: string, wanted: string): string | undefined => grantProblem([granted], wanted, 'subscribe to')?.message.split('goes beyond it.')[1]?.trim()

describe('what goes beyond a grant is told with the token that is wrong and what to write', () => {
  it.each([
    ['events.acme.shop.sales.>', 'events.other.shop.sales.Order.k', 'Token 2 is "other"; write "acme".'],
    ['events.acme.shop.*.Order.>', 'events.acme.shop.*.*.>', 'Token 5 is "*"; write "Order".'],
    ['events.acme.shop.*.Order.>', 'events.acme.shop.>', 'Token 4 is ">"; write "*.Order.>".'],
    ['events.acme.shop.>', 'events.acme.>', 'Token 3 is ">"; write "shop.>".'],
    ['events.acme.shop.*.Order.*', 'events.acme.shop.a.Order.>', 'Token 6 is ">"; write "*".'],
    ['events.acme.shop.*.Order.>', 'events.acme.shop.a.Order', 'It ends with token 5; write ".>" behind it.'],
    ['events.acme.shop.*.Order.>', 'events.acme.shop', 'It ends with token 3; write ".*.Order.>" behind it.'],
    ['events.acme.shop.a.Order.k', 'events.acme.shop.a.Order.k.region', 'It has more than 6 tokens; leave "region" out.'],
  ])('of %s: %s', (granted, wanted, told) => {
    expect(advice(granted, wanted)).toBe(told)
  })

  it('but with no advice where several patterns are granted', () => {
    expect(grantProblem(['events.acme.a.>', 'events.acme.b.>'], 'events.acme.c.>', 'subscribe to')).toEqual({ code: 'forbidden', message: 'This connection may subscribe to "events.acme.a.>", "events.acme.b.>", and "events.acme.c.>" goes beyond it.' })
  })
})
