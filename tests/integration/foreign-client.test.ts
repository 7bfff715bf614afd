import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { findPythonWithSocketIo } from '../../scripts/find-test-programs.mjs'
import { startServer, startServerWithAccounts } from './running-server.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Runs the program in Python; gives what it met. */
async function runPython(...parameters: string[]): Promise<Record<string, unknown>> {
  const python = findPythonWithSocketIo()
  if (python === undefined) throw new Error('python-socketio is missing. "npm test" installs it on Debian as root; elsewhere install Python 3 with python-socketio, requests and websocket-client, or set HALLEY_PYTHON to one that has them.')
  const { stdout } = await promisify(execFile)(python, [fileURLToPath(new URL('foreign-client.py', import.meta.url)), ...parameters], { timeout: 60_000 })
  return JSON.parse(stdout)
}

describe('a program in Python, with python-socketio', () => {
  it('connects, is refused with codes, subscribes, publishes, receives, and goes on where it was after a cut', { timeout: 90_000 }, async () => {
    const { url } = await startServer(cleanUps)
    expect(await runPython(url)).toEqual({
      'wrong version': 'wire/protocol',
      malformed: 'wire/malformed',
      'wrong pattern': { code: 'topic_invalid', token: 'o*', tokenIndex: 5, message: expect.stringContaining('write * for exactly one token') },
      subscribed: true,
      first: { ok: true, seq: 1, epoch: expect.any(String), id: 'order-1', duplicate: false, matched: 1 },
      'is the same again': true,
      unknown: 'wire/unknown_event',
      event: { seq: 1, prev: 0, subs: [expect.any(String)], topic: 'events.local.outside.orders.placed.o_1', id: 'order-1', time: expect.any(String), source: 'program/python', type: 'placed', data: { number: 1 } },
      resumed: { ok: true, recovered: true, replayed: 20, reason: null },
      missed: Array.from({ length: 20 }, (_, index) => index + 2),
      chain: Array.from({ length: 20 }, () => true),
      live: [22],
      'not recovered': { ok: true, recovered: false, replayed: 0, reason: 'epoch_changed' },
      polling: [[21, true], [22, true]],
    })
  })

  it('is told with a code that its token is none', { timeout: 90_000 }, async () => {
    const { url } = await startServerWithAccounts(cleanUps)
    expect(await runPython(url, 'hly_wrong')).toEqual({ 'wrong token': 'token/expired', 'without a token': 'signed_out' })
  })
})
