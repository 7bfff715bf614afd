import type { Effect, EffectResult, EndpointAnswer, HttpRequest, NoticeRequest, RoomAction, TraceEntry } from './session-events.ts'
import type { SessionState } from './session-state.ts'

/** A message that a session sends. */
export type Publish = Extract<Effect, { type: 'publish' }>
/** A text that a session streams. */
export type Stream = Extract<Effect, { type: 'stream' }>

/** One message that a simulated session sent, and what each receiver did with it. */
export type SimulatedMessage = { readonly effect: Publish | Stream; readonly senderId: string; readonly receivers: { sessionId: string; outcome: string; response: string }[] }

export type SimulationOptions = {
  /** Refuses a publish or a listen, as a server may; undefined lets it through. */
  readonly refuse?: (effect: Effect) => { readonly code: string; readonly text: string } | undefined
  /** Answers HTTP requests; 'wait' leaves the run waiting until `answer` is called. Without it there is no network. */
  readonly http?: (request: HttpRequest, effect: Extract<Effect, { type: 'httpRequest' }>) => EffectResult | 'wait'
  /** Gives the text of a stream that does not come from a text, in the pieces in which it comes; 'wait' opens none and leaves the run waiting. Without it there is no network. */
  readonly stream?: (effect: Extract<Effect, { type: 'stream' }>) => readonly string[] | 'wait'
  /** Epoch milliseconds at the beginning. */
  readonly startMs?: number
  /** Collect what every node did. */
  readonly trace?: boolean
  /** Clock for the guard against long bursts; without it only steps are counted. */
  readonly nowMs?: () => number
}

/** A simulated person's session. */
export type SimulatedClient = {
  readonly sessionId: string
  state: SessionState
  readonly traces: TraceEntry[]
  readonly failures: Extract<Effect, { type: 'failed' }>[]
  readonly logs: Extract<Effect, { type: 'log' }>[]
  /** What it answered to the HTTP request that started it, in order. */
  readonly answers: EndpointAnswer[]
  /** What it asked people to be notified of, and did in rooms, as far as it was let. */
  readonly notices: NoticeRequest[]
  readonly roomActions: { readonly roomId: string; readonly key: string | null; readonly action: RoomAction }[]
  /** HTTP requests that nothing has answered yet. */
  readonly asked: Extract<Effect, { type: 'httpRequest' }>[]
  /** The flow that it was opened with: only an HTTP endpoint flow has somebody to answer. */
  readonly openedWith: string
}
