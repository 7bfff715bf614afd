import type { StreamState, Value } from '@halley/model'
import type { Burst } from './burst.ts'
import type { CompiledExpression } from './expressions/index.ts'
import type { EffectResult, SessionEvent, StreamEnd } from './session-events.ts'
import type { Run, SessionState, SessionStream } from './session-state.ts'

/** Streams that a session remembers when they have ended, for the widgets that say how. */
const ENDED_KEPT = 16

/** The id of the stream that an effect sends, which is also that of the event in the log when it has come to its end. */
export function streamIdOf({ sessionId }: Pick<SessionState, 'sessionId'>, effectId: string): string {
  return `${sessionId}-${effectId}`
}

/** The session begins to send or to receive a stream. */
export function beginStream(burst: Burst, stream: Omit<SessionStream, 'state' | 'reason'>): void {
  const { state } = burst
  // A message of this kind that came before is not the last any more.
  const before = stream.runId === null ? withoutLast(state.streams, stream.messageId) : state.streams
  const ended = before.filter((one) => one.state !== 'running')
  const tooOld = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_KEPT)))
  const begun: SessionStream = { ...stream, state: 'running', reason: null }
  state.streams = [...before.filter((one) => !tooOld.has(one)), begun]
  const place = placeOf(burst, begun)
  // What an earlier one left there is not of this one.
  if (stream.runId !== null && place !== undefined) growInSender(burst, stream.runId, place, '')
}

/** Another message of the kind arrived: `received` is that one from now on. */
export function forgetLastStream(burst: Burst, messageId: string): void {
  if (burst.state.streams.length > 0) burst.state.streams = withoutLast(burst.state.streams, messageId)
}

function withoutLast(streams: readonly SessionStream[], messageId: string): SessionStream[] {
  return streams.map((one) => (one.isLast && one.messageId === messageId ? { ...one, isLast: false } : one))
}

/** The text has grown or has come to its end: it stands wherever the message does, and no run goes on by it. False when the session knows nothing of it. */
export function streamGrew(burst: Burst, { streamId, text, state, reason }: Extract<SessionEvent, { type: 'streamGrew' }>): boolean {
  const own = burst.state.streams.filter(({ id }) => id === streamId)
  if (own.length === 0) return false
  for (const stream of own) {
    const place = placeOf(burst, stream)
    if (place === undefined || text === null) continue
    if (stream.runId !== null) growInSender(burst, stream.runId, place, text)
    else growInReceiver(burst, stream, place, text)
  }
  // How it ends for its sender is the result of the sender's effect.
  if (own.some((stream) => stream.runId === null && stream.state !== state)) setState(burst, ({ id, runId }) => id === streamId && runId === null, state, reason)
  return true
}

/** The effect of the run that sends is done. */
export function streamSent(burst: Burst, effectId: string, result: EffectResult): void {
  if (burst.state.streams.length === 0) return
  const id = streamIdOf(burst.state, effectId)
  // The server answers this effect with a StreamEnd, and with nothing else.
  const end = result.ok ? ((result.value ?? { state: 'complete', text: '', reason: null }) as StreamEnd) : null
  setState(burst, (stream) => stream.id === id && stream.runId !== null, end === null ? 'failed' : end.state, end === null ? (result.ok ? null : result.text) : end.reason)
}

/** A run is over: what it was sending has nobody left to send it. */
export function streamsOfEndedRun(burst: Burst, runId: string): void {
  if (burst.state.streams.some((stream) => stream.runId === runId)) setState(burst, (stream) => stream.runId === runId && stream.state === 'running', 'cancelled', 'its run has ended')
}

/** The stream whose text an expression reads, as a run sees it: `Answer.text` of a received Answer, `received.Answer.text`, or the own Answer that is being sent. */
export function streamReadBy(burst: Burst, run: Run | null, { references }: CompiledExpression): SessionStream | null {
  if (burst.state.streams.length === 0) return null
  for (const path of references) {
    const isLast = path[0] === 'received'
    const [name, field] = isLast ? path.slice(1) : path
    const isReceived = !isLast && run?.received?.name === name
    const found = burst.state.streams.findLast((stream) => {
      const place = placeOf(burst, stream)
      if (place?.name !== name || place?.field !== field) return false
      if (isLast) return stream.runId === null && stream.isLast
      if (isReceived) return stream.runId === null ? run?.event?.stream === stream.id : stream.runId === run?.id
      return stream.runId !== null
    })
    if (found !== undefined) return found
  }
  return null
}

type Place = { readonly name: string; readonly field: string }

/** The names of a stream's message and field now; undefined when they are gone from the model. */
function placeOf({ program }: Burst, { messageId, memberId }: SessionStream): Place | undefined {
  const message = program.project.messages[messageId]
  const member = message?.members[memberId]
  return message === undefined || member === undefined ? undefined : { name: message.technicalName, field: member.technicalName }
}

function growInReceiver(burst: Burst, { id, isLast }: SessionStream, { name, field }: Place, text: string): void {
  for (const run of burst.state.runs) {
    if (run.event?.stream === id && run.received?.name === name) run.received = { name, value: withField(run.received.value, field, text) }
  }
  if (isLast) burst.state.received = { ...burst.state.received, [name]: withField(burst.state.received[name] ?? null, field, text) }
}

/** Where the sending run has a received message of that name, that one is meant, as everywhere in the run. */
function growInSender(burst: Burst, runId: string, { name, field }: Place, text: string): void {
  const run = burst.state.runs.find((candidate) => candidate.id === runId)
  if (run === undefined) return
  if (run.received?.name === name) run.received = { name, value: withField(run.received.value, field, text) }
  else {
    burst.state.data = { ...burst.state.data, [name]: withField(burst.state.data[name] ?? null, field, text) }
    burst.ownsData = true
  }
}

function withField(record: Value, field: string, text: string): Value {
  return { ...(typeof record === 'object' && record !== null && !Array.isArray(record) ? record : {}), [field]: text }
}

function setState(burst: Burst, isMeant: (stream: SessionStream) => boolean, state: StreamState, reason: string | null): void {
  burst.state.streams = burst.state.streams.map((stream) => (isMeant(stream) ? { ...stream, state, reason } : stream))
}
