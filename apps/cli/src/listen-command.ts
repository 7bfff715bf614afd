import type { EndedSubscription, EventGap, SubscribeOptions } from '@halley/client'
import { defineCommand, EXIT, UsageProblem, type ExitCode } from './command.ts'
import { openEvents, tellCuts } from './open-events.ts'
import { printable } from './printable.ts'
import { readServerUrl, readToken, serverOptions } from './server-options.ts'

type From = NonNullable<SubscribeOptions['from']>

/** The ways to say where listening begins, as advice. */
const FROM_FORMS = 'new, earliest, last:N, seq:N or time:2026-01-31T12:00:00Z'

/** `halley listen PATTERN`: events as lines of JSON, until it is ended. */
export const listenCommand = defineCommand({
  name: 'listen',
  summary: 'Prints the events of a running server as lines of JSON.',
  details: 'Subscribes to a pattern and writes each event that comes as one line of JSON (NDJSON). A cut connection comes back by itself, and nothing is missed for two minutes; what is lost is said on the error output. It runs until it is ended with Ctrl+C, or --count events have come.',
  parameters: [{ name: 'PATTERN', help: 'Such as events.local.helpdesk.escalation.Ticket.*; * is exactly one token, > at the end all the rest. In quotes, or the shell takes them.' }],
  options: {
    ...serverOptions,
    from: { type: 'string', value: 'FROM', help: `Where to begin: ${FROM_FORMS}; new when left out.` },
    count: { type: 'string', value: 'N', help: 'Ends after so many events.' },
    json: { type: 'boolean', help: 'Writes a refusal, and what is lost, as lines of JSON too: {"ok": false, "error"} and {"lost"}.' },
  },
  exits: { 0: 'It was ended, or so many events have come.', 1: 'The server refuses the subscription, or has ended it or the connection for good.', 2: 'The pattern is wrong, the server cannot be reached or lets nobody in, or the command was called wrongly.' },
  examples: ["halley listen 'events.local.helpdesk.escalation.Ticket.*'", "halley listen 'events.acme.helpdesk.>' --url https://halley.example.com --from last:10 --count 10"],
  run: async ({ parameters: [pattern = ''], options }, surroundings) => {
    const { writeOut, writeError, variables, untilStopped } = surroundings
    const [url, from, count] = [readServerUrl(options.url), readFrom(options.from), readCount(options.count)]
    const client = await openEvents(url, { token: readToken(options.token, variables) })
    const endTelling = tellCuts(client, url, surroundings)
    try {
      let finish: (code: ExitCode) => void = () => undefined
      const finished = new Promise<ExitCode>((resolve) => { finish = resolve })
      let left = count
      const lost = (gap: EventGap): void => {
        writeError(printable(`halley listen: ${gap.text}\n`))
        if (options.json) writeOut(`${JSON.stringify({ lost: gap })}\n`)
      }
      const ended = ({ code, text }: EndedSubscription): void => {
        if (options.json) writeOut(`${JSON.stringify({ ok: false, error: { code, message: text } })}\n`)
        finish(EXIT.findings)
      }
      // What was left out is told by onGap; of a subscription that has ended, the words are here.
      client.onNotice(({ code, text }) => {
        if (code !== 'dropped') writeError(printable(`halley listen: ${text} (${code})\n`))
      })
      const subscription = client.subscribe(pattern, (event) => {
        if (left === 0) return
        // Without the ids of subscriptions and the bookkeeping of one connection, which say nothing to others.
        const { subs: _subs, prev: _prev, ...told } = event
        writeOut(`${JSON.stringify(told)}\n`)
        left -= 1
        if (left === 0) finish(EXIT.fine)
      }, { from, onGap: lost, onEnded: ended })
      client.status.subscribe(() => {
        const { state, refusal } = client.status.get()
        if (state !== 'offline' || refusal === null) return
        writeError(printable(`halley listen: the server has ended the connection: ${refusal.message}\n`))
        if (options.json) writeOut(`${JSON.stringify({ ok: false, error: refusal })}\n`)
        finish(EXIT.findings)
      })
      const stopped = untilStopped().then((): ExitCode => EXIT.fine)
      const reply = await Promise.race([subscription.ready, stopped, finished])
      if (typeof reply === 'number') return reply
      if (!reply.ok && reply.error.code === 'topic_invalid') throw new UsageProblem(reply.error.message, { ...reply.error })
      if (!reply.ok) {
        writeError(printable(`halley listen: ${reply.error.message}\n`))
        if (options.json) writeOut(`${JSON.stringify(reply)}\n`)
        return EXIT.findings
      }
      return await Promise.race([stopped, finished])
    } finally {
      endTelling()
      client.close()
    }
  },
})

function readFrom(typed: string | undefined): From {
  const [type = 'new', ...rest] = (typed ?? 'new').split(':')
  const value = rest.join(':')
  const whole = /^\d{1,15}$/.test(value) ? Number(value) : undefined
  if ((type === 'new' || type === 'earliest') && value === '') return { type }
  if (type === 'last' && whole !== undefined && whole <= MAX_LAST) return { type, count: whole }
  if (type === 'seq' && whole !== undefined) return { type, seq: whole }
  if (type === 'time' && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value))) return { type, timeMs: Date.parse(value) }
  throw new UsageProblem(`--from ${typed} is not a place to begin. Write ${FROM_FORMS}.`, { code: 'usage' })
}

/** As many events as a server holds. */
const MAX_LAST = 10_000

function readCount(typed: string | undefined): number {
  if (typed === undefined) return Number.POSITIVE_INFINITY
  const count = /^\d{1,9}$/.test(typed) ? Number(typed) : 0
  if (count === 0) throw new UsageProblem(`--count ${typed} is not a number of events. Write 1 or more.`, { code: 'usage' })
  return count
}
