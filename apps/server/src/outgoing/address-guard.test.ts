import type { LookupAddress } from 'node:dns'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isAllowed, readAllowedHost } from './allowed-hosts.ts'
import { addressesOfMachine } from './guarded-lookup.ts'
import { isInside, plainAddress } from './inside-addresses.ts'
import { newCaller, requestTo, startListener, startService } from './local-service.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const v4 = (address: string): LookupAddress => ({ address, family: 4 })

describe('an address', () => {
  it.each([
    '0.0.0.0', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a00:1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::808:808', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:7f00:1::1', '2001:db8::1',
    'fc00::1', 'fd00:ec2::254', 'fd20:ce::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '100::1', '3fff::1', '5f00::1',
  ])('%s is inside', (address) => expect(isInside(address)).toBe(true))

  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.32.0.1', '192.169.0.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1'])('%s is public', (address) => expect(isInside(address)).toBe(false))

  it('is judged alike in IPv4 and mapped into IPv6', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => {
      expect(plainAddress(`::ffff:${address}`)).toBe(address)
      expect(isInside(`::ffff:${address}`)).toBe(isInside(address))
    }))
  })
})

describe('what an operator allows', () => {
  const isLetIn = (entry: string, host: string, address: string, port: number): boolean => {
    const rule = readAllowedHost(entry)
    return rule !== undefined && isAllowed({ host, address, port }, [rule])
  }

  it('is a name with all that it leads to, on any port or on one', () => {
    expect([isLetIn('db.internal', 'DB.internal.', '10.0.0.1', 80), isLetIn('db.internal:8080', 'db.internal', '10.0.0.1', 8080)]).toEqual([true, true])
    expect([isLetIn('db.internal', 'other.internal', '10.0.0.1', 80), isLetIn('db.internal:8080', 'db.internal', '10.0.0.1', 80), isLetIn('internal', 'db.internal', '10.0.0.1', 80)]).toEqual([false, false, false])
  })

  it('is an address or a network, by whatever name it is reached', () => {
    expect([isLetIn('10.1.0.0/16', 'x', '10.1.2.3', 80), isLetIn('10.1.0.0/16', 'x', '::ffff:10.1.2.3', 80), isLetIn('127.0.0.1:9000', 'x', '127.0.0.1', 9000), isLetIn('[::1]:9000', '::1', '::1', 9000), isLetIn('fd00::/8', 'x', 'fd12::1', 1), isLetIn('::1', 'x', '::1', 1)]).toEqual([true, true, true, true, true, true])
    expect([isLetIn('10.1.0.0/16', 'x', '10.2.0.0', 80), isLetIn('127.0.0.1:9000', 'x', '127.0.0.1', 9001), isLetIn('127.0.0.1', 'x', '127.0.0.2', 9000)]).toEqual([false, false, false])
  })

  it.each(['', 'http://a', 'a/b', 'a b', 'a:0', 'a:70000', '10.0.0.0/33', 'fd00::/129', '10.0.0/8', '[::1', '*.a', 'user@a', '300.1.1.1'])('cannot be written as "%s"', (entry) => expect(readAllowedHost(entry)).toBeUndefined())
})

describe('a call to the inside', () => {
  it('is refused however the address is written, and nothing is dialled', async () => {
    const inside = await startListener(cleanUps, (socket) => socket.end())
    const { caller } = newCaller([])
    for (const host of ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', '[::]', '[::1]', 'localhost', '１２７.0.0.1']) {
      expect(await caller.call(requestTo(`http://${host}:${inside.port}/`))).toMatchObject({ ok: false, code: 'http/blocked', text: expect.stringContaining('HALLEY_ALLOW_HOSTS=') })
    }
    expect(inside.connected()).toBe(0)
  })

  it('is refused when a name leads to a public and to an inside address, in either order', async () => {
    const inside = await startListener(cleanUps, (socket) => socket.end())
    for (const addresses of [[v4('8.8.8.8'), v4('127.0.0.1')], [v4('127.0.0.1'), v4('8.8.8.8')], [{ address: '::ffff:127.0.0.1', family: 6 }]]) {
      const { caller } = newCaller([], { findAddresses: () => Promise.resolve(addresses) })
      expect(await caller.call(requestTo(`http://both.example:${inside.port}/`))).toMatchObject({ code: 'http/blocked' })
    }
    expect(inside.connected()).toBe(0)
  })

  it('is refused when the name service answers with another address the next time: what is dialled is what was checked', async () => {
    // 127.0.0.2 stands for the public address: it is allowed, and 127.0.0.1 on the same port is not.
    const outside = await startService(cleanUps, (_request, response) => response.end('outside'), '127.0.0.2')
    const inside = await startService(cleanUps, (_request, response) => response.end('inside'), '127.0.0.1', outside.port)
    const answers: string[] = []
    const { caller } = newCaller(['127.0.0.2'], {
      findAddresses: () => {
        answers.push(answers.length === 0 ? '127.0.0.2' : '127.0.0.1')
        return Promise.resolve([v4(answers.at(-1) ?? '')])
      },
    })
    const url = `http://changing.example:${outside.port}/`
    expect(await caller.call(requestTo(url))).toMatchObject({ ok: true, body: 'outside' })
    expect(answers).toEqual(['127.0.0.2'])
    expect(await caller.call(requestTo(url))).toMatchObject({ code: 'http/blocked' })
    expect(answers).toEqual(['127.0.0.2', '127.0.0.1'])
    expect([outside.requests, inside.requests]).toEqual([['GET /'], []])
  })

  it('is refused in the middle of redirects, when the name then leads inside', async () => {
    const outside = await startService(cleanUps, (_request, response) => response.writeHead(302, { location: '/again' }).end(), '127.0.0.2')
    const inside = await startService(cleanUps, (_request, response) => response.end('inside'), '127.0.0.1', outside.port)
    let asked = 0
    const { caller } = newCaller(['127.0.0.2'], { findAddresses: () => Promise.resolve([v4(asked++ === 0 ? '127.0.0.2' : '127.0.0.1')]) })
    expect(await caller.call(requestTo(`http://changing.example:${outside.port}/`))).toMatchObject({ code: 'http/blocked' })
    expect([outside.requests, inside.requests]).toEqual([['GET /'], []])
  })

  it('is refused for every address that this machine has, also a public one', async () => {
    expect(addressesOfMachine()).toContain('127.0.0.1')
    for (const own of ['8.8.8.8', '::ffff:8.8.8.8']) {
      const { caller } = newCaller([], { ownAddresses: () => [own], findAddresses: () => Promise.resolve([v4('8.8.8.8')]) })
      for (const host of ['itself.example', '8.8.8.8']) expect(await caller.call(requestTo(`http://${host}:9/`))).toMatchObject({ code: 'http/blocked' })
    }
  })

  it('goes through where the operator allows it, and only there', async () => {
    const inside = await startService(cleanUps, (_request, response) => response.end('inside'))
    const findAddresses = () => Promise.resolve([v4('127.0.0.1')])
    const url = `http://db.internal:${inside.port}/`
    for (const entry of ['db.internal', `db.internal:${inside.port}`, '127.0.0.1', '127.0.0.0/8']) {
      expect(await newCaller([entry], { findAddresses }).caller.call(requestTo(url))).toMatchObject({ ok: true, body: 'inside' })
    }
    for (const entry of ['db.internal:1', '10.0.0.0/8', 'other.internal']) {
      expect(await newCaller([entry], { findAddresses }).caller.call(requestTo(url))).toMatchObject({ code: 'http/blocked' })
    }
  })

  it('cannot be led through a proxy of the environment', async () => {
    const proxy = await startListener(cleanUps, (socket) => socket.end())
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
      const before = process.env[name]
      cleanUps.push(() => (before === undefined ? delete process.env[name] : (process.env[name] = before)))
      process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.url
    }
    const service = await startService(cleanUps, (_request, response) => response.end('straight'))
    expect(await newCaller(['127.0.0.1']).caller.call(requestTo(service.url))).toMatchObject({ body: 'straight' })
    expect(proxy.connected()).toBe(0)
  })
})
