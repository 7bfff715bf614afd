import { describe, expect, it } from 'vitest'
import { readConfiguration } from './configuration.ts'

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(readConfiguration([], {})).toEqual({ ok: true, configuration: { port: 4747, host: '127.0.0.1', dataFolder: './data', logLevel: 'warn', opensExample: false, isSafe: false, allowedHosts: [], masterKey: undefined, origins: [], warnings: [] } })
    expect(readConfiguration(['--safe'], {})).toMatchObject({ configuration: { isSafe: true } })
    expect(readConfiguration(['--open-example'], { HALLEY_PORT: '5000', HALLEY_DATA: '/srv/halley' })).toMatchObject({ configuration: { port: 5000, dataFolder: '/srv/halley', opensExample: true } })
  })

  it('takes the hosts that flows may call inside, and the key of the secrets', () => {
    const key = Buffer.alloc(32, 7)
    expect(readConfiguration([], { HALLEY_ALLOW_HOSTS: ' db.internal:8080, 10.1.0.0/16,', HALLEY_MASTER_KEY: key.toString('base64') })).toMatchObject({ configuration: { allowedHosts: [{ type: 'name', name: 'db.internal', port: 8080 }, { type: 'network', port: null }], masterKey: key } })
  })

  it('does not repeat a key that is wrong', () => {
    expect(readConfiguration([], { HALLEY_MASTER_KEY: 'canary' })).toEqual({ ok: false, message: expect.stringMatching(/^HALLEY_MASTER_KEY: must be 32 bytes((?!canary).)*$/) })
  })

  it('takes a token for /metrics that nobody guesses, and does not repeat a wrong one', () => {
    expect(readConfiguration([], { HALLEY_METRICS_TOKEN: 'a-token-of-the-operator' })).toMatchObject({ configuration: { metricsToken: 'a-token-of-the-operator' } })
    expect(readConfiguration([], { HALLEY_METRICS_TOKEN: 'canary' })).toEqual({ ok: false, message: expect.stringMatching(/^HALLEY_METRICS_TOKEN: must be 16 to 200((?!canary).)*$/) })
    expect(readConfiguration([], { HALLEY_METRICS_TOKEN: '' })).toMatchObject({ configuration: { metricsToken: undefined } })
  })

  it('takes the address of a PostgreSQL, and takes an empty one for none', () => {
    expect(readConfiguration([], { DATABASE_URL: 'postgresql://ann:secret@db/halley' })).toMatchObject({ configuration: { databaseUrl: 'postgresql://ann:secret@db/halley' } })
    expect(readConfiguration([], { DATABASE_URL: '' })).toMatchObject({ ok: true, configuration: { databaseUrl: undefined } })
  })

  it.each(['db.example', 'mysql://ann:secret@db/halley', 'postgres//db'])('refuses the address %s of a database without repeating its password', (url) => {
    const reading = readConfiguration([], { DATABASE_URL: url })
    expect(reading).toEqual({ ok: false, message: expect.stringMatching(/^DATABASE_URL: must be .*postgres:/) })
    expect(JSON.stringify(reading)).not.toContain('secret')
  })

  it('listens where others can reach it, and says when what they send can be read on the way', () => {
    expect(readConfiguration([], { HALLEY_HOST: '192.0.2.7' })).toMatchObject({ configuration: { host: '192.0.2.7', publicUrl: undefined, warnings: [expect.stringMatching(/not encrypted.*HALLEY_PUBLIC_URL/)] } })
    expect(readConfiguration([], { HALLEY_HOST: '0.0.0.0', HALLEY_PUBLIC_URL: 'https://halley.example/', HALLEY_ORIGINS: 'https://shop.example, http://localhost:3000' })).toMatchObject({ configuration: { publicUrl: 'https://halley.example', origins: ['https://shop.example', 'http://localhost:3000'], warnings: [] } })
    expect(readConfiguration([], { HALLEY_PUBLIC_URL: 'http://localhost:4747' })).toMatchObject({ configuration: { warnings: [] } })
  })

  it('wants to know the address that people use when it listens at all', () => {
    expect(readConfiguration([], { HALLEY_HOST: '0.0.0.0' })).toEqual({ ok: false, message: expect.stringMatching(/HALLEY_PUBLIC_URL which one people use/) })
  })

  it.each([['HALLEY_PUBLIC_URL', 'halley.example'], ['HALLEY_PUBLIC_URL', 'https://halley.example/halley'], ['HALLEY_ORIGINS', 'https://shop.example/'], ['HALLEY_ORIGINS', '*'], ['HALLEY_ORIGINS', 'javascript:alert(1)']])('refuses %s=%s', (name, value) => {
    expect(readConfiguration([], { [name]: value })).toEqual({ ok: false, message: expect.stringContaining(name) })
  })

  it.each([[['--fast'], {}, /Unknown option --fast/], [[], { HALLEY_PORT: 'http' }, /HALLEY_PORT/], [[], { HALLEY_PORT: '70000' }, /HALLEY_PORT/], [[], { HALLEY_ALLOW_HOSTS: 'a, http://b' }, /HALLEY_ALLOW_HOSTS: "http:\/\/b" is no host/]])('names what is wrong: %j %j', (parameters, environment, message) => {
    expect(readConfiguration(parameters, environment)).toEqual({ ok: false, message: expect.stringMatching(message) })
  })
})
