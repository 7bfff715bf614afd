import { describe, expect, it } from 'vitest'
import { readConfiguration } from './configuration.ts'

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(readConfiguration([], {})).toEqual({ ok: true, configuration: { port: 4747, host: '127.0.0.1', dataFolder: './data', logLevel: 'warn', opensExample: false } })
    expect(readConfiguration(['--open-example'], { HALLEY_PORT: '5000', HALLEY_DATA: '/srv/halley' })).toMatchObject({ configuration: { port: 5000, dataFolder: '/srv/halley', opensExample: true } })
  })

  it('refuses an address that others can reach, and says why and what to do', () => {
    expect(readConfiguration([], { HALLEY_HOST: '0.0.0.0' })).toEqual({ ok: false, message: expect.stringMatching(/no accounts yet.*127\.0\.0\.1/) })
  })

  it.each([[['--fast'], {}, /Unknown option --fast/], [[], { HALLEY_PORT: 'http' }, /HALLEY_PORT/], [[], { HALLEY_PORT: '70000' }, /HALLEY_PORT/]])('names what is wrong: %j %j', (parameters, environment, message) => {
    expect(readConfiguration(parameters, environment)).toEqual({ ok: false, message: expect.stringMatching(message) })
  })
})
