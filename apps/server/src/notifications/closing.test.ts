import type { Socket } from 'node:net'
import { emptyProject, type Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'
import { gate, startListener } from '../outgoing/local-service.test-fixture.ts'
import { givenMasterKey } from '../secrets/master-key.ts'
import { composePush } from './compose-push.ts'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk, SENT } from './notification-desk.test-fixture.ts'
import { createSmtpTransport } from './smtp-transport.ts'
import { startMailServer } from './smtp-server.test-fixture.ts'
import type { MailToSend } from './transports.ts'
import { startPushService } from './web-push-service.test-fixture.ts'
import { createWebPushTransport } from './web-push-transport.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const CUT = { type: 'cut', text: 'The server was stopped while it was sent; it is tried again at the next start.' }
const mail: MailToSend = { to: { name: 'Asa', address: 'asa@example.com' }, subject: 'Fire', text: 'Fire', html: '<p>Fire</p>', messageId: 'n1@halley.example' }

function projectOf(port: number): Project {
  const project = emptyProject({ id: 'desk', name: 'Help desk', technicalName: 'helpDesk' })
  project.connections['post'] = { id: 'post', folderId: null, order: 'a0', name: 'Post', technicalName: 'post', technicalNameSetByHand: false, description: '', settings: { type: 'smtp', host: '127.0.0.1', port, security: 'none', user: '', from: 'desk@example.com' } }
  return project
}

/** A clock that stands still, and counts the timers that somebody waits for. */
function countingClock(): { readonly clock: ServerClock; timers(): number } {
  const manual = new ManualClock()
  let count = 0
  const setTimer = (afterMs: number, fire: () => void): CancelTimer => {
    let isSet = true
    count += 1
    const cancel = manual.setTimer(afterMs, fire)
    return () => {
      if (isSet) count -= 1
      isSet = false
      cancel()
    }
  }
  return { clock: { nowMs: () => manual.nowMs(), setTimer }, timers: () => count }
}

function smtp(clock: ServerClock) {
  const allowed = readAllowedHost('127.0.0.1')
  const transport = createSmtpTransport({ clock, allowed: allowed === undefined ? [] : [allowed], onFailure: (error) => expect.unreachable(String(error)), vault: { open: () => Promise.resolve({ ok: true, secret: '' }) } })
  cleanUps.push(() => transport.close())
  return transport
}

/** Says what a mail server says, up to a point, and then nothing more. */
const silences: Readonly<Record<string, (socket: Socket, stuck: () => void) => void>> = {
  'before it greets': (_socket, stuck) => stuck(),
  'after it was greeted': (socket, stuck) => {
    socket.write('220 slow\r\n')
    socket.once('data', stuck)
  },
  'in the midst of a mail': (socket, stuck) => {
    socket.write('220 slow\r\n')
    socket.on('data', (chunk) => (chunk.toString().startsWith('EHLO') ? socket.write('250 slow\r\n') : stuck()))
  },
}

describe('the end of the server', () => {
  it.each(Object.keys(silences))('cuts the line to a mail server that is silent %s, and leaves no timer', async (when) => {
    const [stuck, gone] = [gate<void>(), gate<void>()]
    const silent = await startListener(cleanUps, (socket) => {
      socket.on('close', () => gone.resolve())
      silences[when]?.(socket, () => stuck.resolve())
    })
    const { clock, timers } = countingClock()
    const transport = smtp(clock)
    const sending = transport.send(projectOf(silent.port), null, mail)
    await stuck.promise
    transport.close()
    expect(await sending).toEqual(CUT)
    await gone.promise
    expect(timers()).toBe(0)
    expect(await transport.send(projectOf(silent.port), null, mail)).toEqual(CUT)
    expect(silent.connected()).toBe(1)
  })

  it('closes the lines to mail servers that are at rest', async () => {
    const server = await startMailServer(cleanUps)
    const { clock, timers } = countingClock()
    const transport = smtp(clock)
    expect(await transport.send(projectOf(server.port), null, mail)).toMatchObject({ type: 'sent' })
    expect(timers()).toBe(1)
    transport.close()
    expect(timers()).toBe(0)
  })

  it('cuts the request to a push service that is silent, and leaves no timer', async () => {
    const [stuck, gone] = [gate<void>(), gate<void>()]
    const silent = await startListener(cleanUps, (socket) => {
      socket.on('close', () => gone.resolve())
      socket.once('data', () => stuck.resolve())
    })
    const device = (await startPushService(cleanUps)).subscribe('phone')
    const { clock, timers } = countingClock()
    const allowed = readAllowedHost('127.0.0.1')
    const transport = createWebPushTransport({ masterKey: givenMasterKey(new Uint8Array(32).fill(7)), publicUrl: () => 'https://halley.example', clock, allowed: allowed === undefined ? [] : [allowed], onFailure: (error) => expect.unreachable(String(error)) })
    const push = composePush({ id: 'n1', title: 'Fire', body: '', priority: 'high' }, { app: 'helpdesk', persona: null })
    const sending = transport.send({ ...device, endpoint: `${silent.url}/push/phone` }, push)
    await stuck.promise
    transport.close()
    expect(await sending).toEqual(CUT)
    await gone.promise
    expect(timers()).toBe(0)
    expect(await transport.send(device, push)).toEqual(CUT)
  })

  it('has a mail that it broke off be tried again at the next start, which says that it may come twice, and spends no try', async () => {
    const stuck = gate<void>()
    const silent = await startListener(cleanUps, () => stuck.resolve())
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ways: { inbox: true, push: false, email: true } })] })
    const transport = smtp(new ManualClock())
    desk.office.answer = (to) => ('mail' in to ? transport.send(projectOf(silent.port), null, to.mail) : SENT)
    let isCut = false
    desk.office.close = () => {
      isCut = true
      transport.close()
    }
    await desk.send({ id: 't1' })
    await stuck.promise
    const closing = desk.now().close()
    // It waits for the mail before it breaks it off, from some turn on.
    for (; !isCut; desk.clock.advance(1_000)) await new Promise((resolve) => setImmediate(resolve))
    await closing
    const [before] = await desk.histories()
    expect(before?.attempts[1]).toMatchObject({ outcome: 'retrying', tries: 0, text: CUT.text, dueAt: expect.any(Number) })
    expect(desk.failures).toEqual([])
    desk.office.answer = () => SENT
    desk.crash()
    await desk.settled()
    const [after] = await desk.histories()
    expect(after?.attempts[1]).toMatchObject({ outcome: 'delivered', tries: 1, text: 'Taken. The server was stopped while it was sent before, so it may come twice.' })
    expect(new Set(desk.office.mails.map((one) => one.mail.messageId)).size).toBe(1)
  })

  it('waits for a mail that is taken in time', async () => {
    const [stuck, answer] = [gate<void>(), gate<typeof SENT>()]
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ways: { inbox: true, push: false, email: true } })] })
    desk.office.answer = () => {
      stuck.resolve()
      return answer.promise
    }
    await desk.send({ id: 't1' })
    await stuck.promise
    const closing = desk.now().close()
    answer.resolve(SENT)
    await closing
    expect(await desk.ways('officer1')).toEqual(['inbox delivered', 'email delivered'])
  })
})
