import { connect, type EventsClient } from '@halley/client'
import { CuttingProxy } from './cutting-proxy.ts'
import { startServer } from './server.ts'
import { Witness, type Faults } from './witness.ts'

export type GapRun = {
  readonly subscribers: number
  /** Messages on all channels together; a multiple of ten. */
  readonly messages: number
  /** Milliseconds between kills of the server. */
  readonly killEveryMs: number
  /** Milliseconds for which one subscriber is cut, once. */
  readonly longCutMs: number
  readonly signal: AbortSignal
}

export type GapFigures = Faults & { readonly deliveries: number; readonly missing: number; readonly kills: number; readonly cuts: number; readonly restartMs: number[]; /** Of the subscriber that was cut for long: what it missed and then got, in order. */ readonly healed: number; readonly missedInLongCut: number }

const CHANNELS = 10

/** A second: what is missed in a cut stays within the 1,000 events that a resume gives back, and all of a long one within the log. */
const MESSAGES_PER_SECOND = 100

/** Milliseconds between messages on the quiet channel, which is the one of the long cut: fewer than a resume gives back. */
const QUIET_EVERY_MS = 250

const topicOf = (channel: number): string => `events.local.bench.channel${channel}.Numbered._`
const QUIET = 'events.local.bench.quiet.Numbered._'

/**
 * Publishes numbered messages to subscribers behind networks that are pulled, lose, and come back, with a server that is killed and
 * started again, and counts what no subscriber was told of. Every figure but cuts, kills and told gaps must be 0.
 */
export async function noSilentGap({ subscribers, messages, killEveryMs, longCutMs, signal }: GapRun): Promise<GapFigures> {
  const server = await startServer()
  const proxies = await Promise.all(Array.from({ length: subscribers + 1 }, () => CuttingProxy.open(server.port)))
  const witnesses = proxies.map(() => new Witness())
  const clients: EventsClient[] = []
  const quietIndex = subscribers
  const restartMs: number[] = []
  let cuts = 0
  let isOver = false
  signal.addEventListener('abort', () => (isOver = true))
  try {
    for (const [index, { url }] of proxies.entries()) {
      const client = connect(url, { client: `subscriber-${index}` })
      clients.push(client)
      const { take, gap } = witnesses[index] ?? new Witness()
      await client.subscribe(index === quietIndex ? QUIET : 'events.local.bench.*.Numbered.*', (event) => event.topic === QUIET && index !== quietIndex ? undefined : take(event), { onGap: gap }).ready
    }
    const publisher = connect(server.url, { client: 'publisher' })
    clients.push(publisher)
    const pulling = pullNetworks()
    const killing = killServer()
    const quiet = publishQuietly(publisher)
    await publishAll(publisher)
    isOver = true
    await Promise.all([pulling, killing, quiet.done])
    for (const proxy of proxies) proxy.mend()
    const expected = messages / CHANNELS
    await settled(() => witnesses.every((witness, index) => index === quietIndex ? witness.last(QUIET) === quiet.count() : Array.from({ length: CHANNELS }, (_, channel) => witness.last(topicOf(channel)) === expected).every(Boolean)))
    const sum = (figure: (witness: Witness) => number): number => witnesses.reduce((total, witness) => total + figure(witness), 0)
    const deliveries = sum(({ received }) => received)
    return {
      unnoticedGaps: sum(({ faults }) => faults.unnoticedGaps), duplicates: sum(({ faults }) => faults.duplicates), reorders: sum(({ faults }) => faults.reorders), toldGaps: sum(({ faults }) => faults.toldGaps),
      deliveries, missing: subscribers * expected * CHANNELS + quiet.count() - deliveries, kills: restartMs.length, cuts, restartMs,
      missedInLongCut: quiet.missed(), healed: (witnesses[quietIndex]?.faults.toldGaps ?? 0) === 0 ? quiet.missed() : 0,
    }
  } finally {
    isOver = true
    for (const client of clients) client.close()
    for (const proxy of proxies) proxy.close()
    await server.end()
  }

  async function publishAll(publisher: EventsClient): Promise<void> {
    const startedAt = performance.now()
    // One after the other on each channel: what is sent again must not come after the next.
    const answered: Promise<void>[] = Array.from({ length: CHANNELS }, () => Promise.resolve())
    for (let sent = 0; sent < messages && !signal.aborted; sent += 1) {
      const due = startedAt + (sent * 1_000) / MESSAGES_PER_SECOND
      if (due > performance.now()) await pause(due - performance.now())
      const channel = sent % CHANNELS
      const before = answered[channel] ?? Promise.resolve()
      answered[channel] = before.then(() => publishSurely(publisher, topicOf(channel), Math.floor(sent / CHANNELS) + 1))
    }
    await Promise.all(answered)
  }

  function publishQuietly(publisher: EventsClient): { readonly done: Promise<void>; count(): number; missed(): number } {
    const proxy = proxies[quietIndex]
    let count = 0
    let missed = 0
    const work = async (): Promise<void> => {
      let cutAt: number | null = null
      for (; !isOver; await pause(QUIET_EVERY_MS)) {
        count += 1
        await publishSurely(publisher, QUIET, count)
        if (cutAt === null && count === 8) {
          cutAt = performance.now()
          proxy?.cut()
          cuts += 1
        }
        if (cutAt !== null && missed === 0 && performance.now() - cutAt >= longCutMs) {
          missed = count - (witnesses[quietIndex]?.last(QUIET) ?? 0)
          proxy?.mend()
        }
      }
    }
    return { done: work(), count: () => count, missed: () => missed }
  }

  async function pullNetworks(): Promise<void> {
    while (!isOver) {
      await pause(40 + Math.random() * 160)
      const proxy = proxies[Math.floor(Math.random() * subscribers)]
      cuts += 1
      if (Math.random() < 0.5) proxy?.cut()
      else proxy?.loseThenCut(Math.random() * 300)
      setTimeout(() => proxy?.mend(), 350 + Math.random() * 2_000)
    }
  }

  async function killServer(): Promise<void> {
    for (;;) {
      await pause(killEveryMs, () => isOver)
      if (isOver) return
      await server.kill()
      restartMs.push(await server.start())
    }
  }

  /** Until nobody waits for anything, or nothing has come for ten seconds. */
  async function settled(isThere: () => boolean): Promise<void> {
    const received = (): number => witnesses.reduce((total, witness) => total + witness.received, 0)
    for (let before = -1, quietMs = 0; !isThere() && quietMs < 10_000; quietMs = received() === before ? quietMs + 100 : 0) {
      before = received()
      await pause(100)
    }
  }
}

/** Publishes until it is taken: what was refused because there is too much, or nobody, is sent again with its id. */
async function publishSurely(publisher: EventsClient, topic: string, number: number): Promise<void> {
  for (;;) {
    const answer = await publisher.publish(topic, { number }, { id: `${topic}-${number}` })
    if (answer.ok) return
    if (answer.error.code !== 'rate_limited' && answer.error.code !== 'unavailable') throw new Error(`${answer.error.code}: ${answer.error.message}`)
    await pause(100)
  }
}

async function pause(milliseconds: number, isEnough: () => boolean = () => false): Promise<void> {
  const until = performance.now() + milliseconds
  while (performance.now() < until && !isEnough()) await new Promise((resolve) => setTimeout(resolve, Math.min(100, Math.max(0, until - performance.now()))))
}
