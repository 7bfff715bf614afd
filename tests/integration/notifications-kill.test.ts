import type { NoticeAttempt } from '@halley/protocol'
import { freePort, startMailServer } from '@halley/server/test-services'
import { afterAll, describe, expect, it } from 'vitest'
import { inboxShows, notifyingDesk, openDesk, publishDesk, recordsWhen } from './notifying-desk.test-fixture.ts'
import { buildServerProgram, newFolder, startProcess, type ServerProcess } from './server-process.test-fixture.ts'

/** How often the server is killed. */
const KILLS = Number(process.env['HALLEY_KILLS'] ?? 6)

/** Milliseconds that a server lives at most, and between two tickets. */
const LIFE_MS = 700
const PACE_MS = 60

const cleanUps: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
})

describe('killing the server while people are notified', () => {
  it(`gives nobody two of one notification and loses none, over ${KILLS} kills`, { timeout: 60_000 + KILLS * 15_000 }, async () => {
    const mails = await startMailServer(cleanUps)
    const program = await buildServerProgram(cleanUps)
    const options = { dataFolder: newFolder(cleanUps), port: await freePort(), environment: { HALLEY_ALLOW_HOSTS: '127.0.0.1' }, cleanUps }
    let server = await startProcess(program, options)
    await publishDesk(server.url, notifyingDesk({ officers: { inbox: undefined, mailed: 'mailed@example.com' }, mailPort: mails.port, rule: { emailAfterMs: 0 } }))

    let sent = 0
    let isOver = false
    const sendOn = async (): Promise<void> => {
      while (!isOver) {
        sent += 1
        await publishUntilTaken(server, sent)
        await pause(PACE_MS)
      }
    }
    const sending = sendOn()
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(Math.random() * LIFE_MS)
      await server.kill()
      server = await startProcess(program, options)
    }
    isOver = true
    await sending
    const ended = new Set(['delivered', 'no_address', 'read_before'])
    // What was under way at a kill is tried again two minutes later, which is not waited for.
    const isUnderWay = ({ outcome, text }: NoticeAttempt): boolean => outcome === 'waiting' && text === 'Is being sent.'
    // A program sends here, and so the customer is an officer like the others.
    const records = await recordsWhen(server.url, (all) => all.length >= sent * 3 && all.flatMap(({ attempts }) => attempts).every((attempt) => ended.has(attempt.outcome) || isUnderWay(attempt)))
    const of = (personId: string): string[] => records.filter(({ recipient }) => recipient.id === personId).map(({ notice }) => notice.title).toSorted()
    const all = Array.from({ length: sent }, (_, index) => `Urgent: ${ticketNumber(index + 1)}`).toSorted()
    for (const personId of ['inbox', 'mailed', 'customer']) expect(of(personId)).toEqual(all)

    // As they themselves see it.
    const officer = openDesk(server.url, 'inbox', cleanUps)
    expect((await inboxShows(officer, ({ unread }) => unread > 0)).unread).toBe(sent)
    // A mail that was under way when the server was killed may come twice, and then has the same id; none is left out.
    const taken = mails.taken.filter(({ to }) => to.includes('mailed@example.com'))
    const subjects = new Set(taken.map(({ subject }) => subject))
    expect(new Set(taken.map(({ headers, subject }) => `${subject} ${headers.get('message-id')}`)).size).toBe(subjects.size)
    const toCome = records.filter(({ recipient, attempts }) => recipient.id === 'mailed' && attempts.some(isUnderWay)).map(({ notice }) => notice.title)
    expect(new Set([...subjects, ...toCome])).toEqual(new Set(all))
    // One is under way on each of four lines.
    expect(toCome.length).toBeLessThanOrEqual(KILLS * 4)
  })
})

function ticketNumber(number: number): string {
  return `ticket ${String(number).padStart(5, '0')}`
}

/** As a program does that must not lose anything: with the same id until it is acknowledged. */
async function publishUntilTaken(server: ServerProcess, number: number): Promise<void> {
  const body = JSON.stringify({ topic: 'events.local.desk.escalation.Ticket._', id: `t${number}`, data: { subject: ticketNumber(number), priority: 'high', comments: [] } })
  for (;;) {
    const answer = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => null)
    if (answer?.status === 202) return
    if (answer !== null && answer.status < 500 && answer.status !== 429) throw new Error(await answer.text())
    await pause(25)
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
