import { describe, expect, it } from 'vitest'
import { createOriginCheck, isLoopbackHost, isLoopbackUrl } from './origin-check.ts'

const cookie = 'halley=secret'

describe('a server that this machine alone reaches', () => {
  const check = createOriginCheck({ isLoopback: true, origins: ['https://halley.example'] })

  it.each([
    [{ host: '127.0.0.1:4747' }],
    [{ host: 'localhost:4747', origin: 'http://localhost:4747', cookie }],
    [{ host: '[::1]:4747', origin: 'http://[::1]:4747', cookie }],
    [{ host: '127.0.0.1:5173', origin: 'http://127.0.0.1:5173', cookie }],
    // A proxy on this machine passes the public name on, or not.
    [{ host: 'halley.example', origin: 'https://halley.example', cookie }],
    [{ host: '127.0.0.1:4747', origin: 'https://halley.example', cookie }],
  ])('lets %j in', (headers) => {
    expect(check(headers)).toBeUndefined()
  })

  it.each([
    [{}, /answers at 127\.0\.0\.1/],
    [{ host: 'rebound.example:4747' }, /not at "rebound\.example:4747".*HALLEY_PUBLIC_URL/],
    [{ host: '127.0.0.1.evil.example' }, /not at/],
    [{ host: '127.0.0.1:4747', cookie }, /must say its Origin/],
    [{ host: '127.0.0.1:4747', origin: 'null' }, /Pages of null/],
    [{ host: '127.0.0.1:4747', origin: 'http://127.0.0.1:4748' }, /Pages of/],
    [{ host: '127.0.0.1:4747', origin: 'http://localhost:4747' }, /Pages of.*open Halley at http:\/\/127\.0\.0\.1:4747/],
    [{ host: '127.0.0.1:4747', origin: 'http://127.0.0.1:4747.evil.example' }, /Pages of/],
    [{ host: 'halley.example', origin: 'http://halley.example' }, /Pages of/],
  ])('refuses %j', (headers, reason) => {
    expect(check(headers)).toMatch(reason)
  })
})

describe('a server that others reach', () => {
  const check = createOriginCheck({ isLoopback: false, origins: ['https://halley.example', 'https://shop.example:8443'] })

  it.each([
    [{ host: 'halley.example', origin: 'https://halley.example', cookie }],
    [{ host: 'halley.example', origin: 'https://shop.example:8443', cookie }],
    // A program, and a probe by the address: no browser says no Origin where it matters.
    [{ host: '192.0.2.7:4747' }],
  ])('lets %j in', (headers) => {
    expect(check(headers)).toBeUndefined()
  })

  it.each([
    [{ host: 'halley.example', cookie }],
    [{ host: 'halley.example', origin: 'http://halley.example' }],
    [{ host: 'halley.example', origin: 'https://halley.example:444' }],
    [{ host: 'halley.example', origin: 'https://shop.example' }],
    [{ host: 'halley.example', origin: 'https://halley.example.evil.example' }],
    [{ host: 'evil.example', origin: 'https://evil.example', cookie }],
    // Its own machine's names are nothing special here.
    [{ host: '127.0.0.1:4747', origin: 'http://127.0.0.1:4747', cookie }],
  ])('refuses %j', (headers) => {
    expect(check(headers)).toMatch(/Origin|Pages of/)
  })
})

it('knows by which addresses a server is for its own machine', () => {
  expect(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', '192.0.2.7', 'localhost.evil.example'].map(isLoopbackHost)).toEqual([true, true, true, false, false, false, false])
  expect(['http://localhost:4747', 'http://[::1]:4747', 'https://127.0.0.1', 'https://halley.example', 'http://127.0.0.1.evil.example'].map(isLoopbackUrl)).toEqual([true, true, true, false, false])
})
