import { createHash } from 'node:crypto'
import type { DeliverTo } from '@halley/engine'
import type { StreamState, Value } from '@halley/model'
import type { LogRow, Receiver, SessionLabel } from '@halley/protocol'
import type { LiveView } from '../live/live-view.ts'

/** Publications whose receivers may still answer; the log's rows of older ones stay as they are. */
const PUBLICATIONS_KEPT = 10_000

/** Bytes that their payloads and receivers may take together: as much as the bus holds for late joiners. */
const BYTES_KEPT = 16 * 1024 * 1024

/** Bytes counted for each receiver. */
const RECEIVER_BYTES = 256

/** A message that a session or a program sent: what every receiver needs to know of it, and what became of it. */
export type Publication = {
  /** The event on the bus (`publicationIdOf`), and its row in the log. */
  readonly id: string
  readonly channelId: string
  readonly messageId: string
  readonly key: string | null
  /** As the bus has it: ciphertext when `encrypted`. */
  readonly payload: Value
  readonly encrypted?: boolean
  readonly deliverTo: DeliverTo
  readonly sender: SessionLabel
  /** The id of the user of the session that sent it; left out where no session did. */
  readonly by?: string | undefined
  /** The node that sent it; null when a program outside did. */
  readonly from: { readonly flowId: string; readonly nodeId: string } | null
  readonly hops: number
  readonly text: string
  readonly topic: string
  readonly sizeBytes: number
  readonly traceId: string
}

/** How the text of a message that is streamed stands. */
export type StreamProgress = { readonly state: StreamState; readonly characters: number; readonly reason: string | null }

type Entry = { publication: Publication; readonly at: number; stream?: StreamProgress; seq: number | null; readonly receivers: Map<string, Receiver>; /** Are its earlier receivers known? */ isReadBack: boolean }

/** The name under which an event is in the ledger: two programs may use the same ids, and neither those of a session. */
export function publicationIdOf({ source, id }: { readonly source: string; readonly id: string }): string {
  if (source.startsWith('session/')) return id
  return `p-${createHash('sha256').update(JSON.stringify([source, id])).digest('base64url').slice(0, 24)}`
}

/** Keeps what became of each message at each receiver, and shows it in the log: why it did not arrive is always answered. */
export class DeliveryLedger {
  readonly #live: LiveView
  /** Is told how far a message came at a receiver, and again when that changes. */
  readonly #onOutcome: (outcome: Receiver['outcome']) => void
  readonly #entries = new Map<string, Entry>()
  #bytes = 0
  /** Ids of what sessions got while their client was away. */
  readonly #offline = new Map<string, Set<string>>()

  constructor(live: LiveView, onOutcome: (outcome: Receiver['outcome']) => void = () => undefined) {
    this.#live = live
    this.#onOutcome = onOutcome
  }

  /** Notes a message that is about to be published, so that its receivers find it. */
  begin(publication: Publication, at: number): void {
    this.#forget(publication.id)
    this.#entries.set(publication.id, { publication, at, seq: null, receivers: new Map(), isReadBack: true })
    this.#bytes += publication.sizeBytes
    this.#keepWithinBounds()
  }

  /** The bus took it: from now on it is in the log. */
  accepted(id: string, seq: number): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    entry.seq = seq
    this.#show(entry)
    if (entry.stream === undefined) this.#fly(entry, [])
  }

  /** A text of it grows: from its opening on it is in the log, with what there is of it. */
  streaming(id: string, { payload, sizeBytes, ...stream }: StreamProgress & { readonly payload: Value; readonly sizeBytes: number }): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    if (entry.stream === undefined) this.#fly(entry, [])
    this.#bytes += sizeBytes - entry.publication.sizeBytes
    entry.publication = { ...entry.publication, payload, sizeBytes }
    entry.stream = stream
    this.#keepWithinBounds()
    this.#show(entry)
  }

  /** The bus refused it: nobody got it. */
  refused(id: string): void {
    this.#forget(id)
  }

  /** Is a message of this id known, begun at this time or later? */
  isKnownSince(id: string, sinceMs: number): boolean {
    const entry = this.#entries.get(id)
    return entry !== undefined && entry.at >= sinceMs
  }

  /** The place in the bus's log that it got; null until then. Undefined for one that is not known. */
  seqOf(id: string): number | null | undefined {
    return this.#entries.get(id)?.seq
  }

  /** Takes a message up again that was sent before a restart, or too long ago; what became of it then is read from the log. */
  recall(publication: Publication, { seq, at }: { readonly seq: number; readonly at: number }): Publication {
    this.begin(publication, at)
    const entry = this.#entries.get(publication.id)
    if (entry === undefined) return publication
    entry.seq = seq
    entry.isReadBack = false
    void this.#readBack(entry)
    return publication
  }

  /** Joins what the log knows of earlier receivers; until then, nothing of it is shown, for it would take their place. */
  async #readBack(entry: Entry): Promise<void> {
    const row = await this.#live.log.find(entry.publication.id)
    for (const receiver of row?.message?.receivers ?? []) if (!entry.receivers.has(receiver.session.sessionId)) entry.receivers.set(receiver.session.sessionId, receiver)
    entry.isReadBack = true
    this.#show(entry)
  }

  find(id: string): Publication | undefined {
    return this.#entries.get(id)?.publication
  }

  /** A receiver got it, or did not: notes how far it came. */
  note(id: string, session: SessionLabel, result: Pick<Receiver, 'outcome' | 'response' | 'late'>): void {
    if (result.outcome === 'offline_recoverable') this.#offline.set(session.sessionId, (this.#offline.get(session.sessionId) ?? new Set()).add(id))
    this.#change(id, session.sessionId, () => ({ session, flowId: null, nodeId: null, latencyMs: null, ...result }))
  }

  /** A listener of the session took it: names its node, and shows the flight. */
  taken(id: string, sessionId: string, node: { readonly flowId: string; readonly nodeId: string }): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#change(id, sessionId, (known) => known && { ...known, ...node })
    this.#fly(entry, [{ sessionId, ...node }])
  }

  /** The response has ended, or first waits for a person. */
  responded(id: string, sessionId: string, result: { readonly filtered: boolean; readonly response: string; readonly at: number }): void {
    this.#change(id, sessionId, (known, { at }) => known && { ...known, outcome: result.filtered ? 'filtered' : known.outcome, response: result.response, latencyMs: known.late === true ? null : Math.max(0, result.at - at) })
  }

  /** The client of a session is back, or will never be: its recoverable deliveries are delivered or expired. */
  settleOffline(sessionId: string, outcome: 'delivered' | 'expired'): void {
    for (const id of this.#offline.get(sessionId) ?? []) {
      this.#change(id, sessionId, (known) => (known?.outcome === 'offline_recoverable' ? { ...known, outcome } : undefined))
    }
    this.#offline.delete(sessionId)
  }

  #change(id: string, sessionId: string, change: (known: Receiver | undefined, entry: Entry) => Receiver | undefined): void {
    const entry = this.#entries.get(id)
    const known = entry?.receivers.get(sessionId)
    const changed = entry && change(known, entry)
    if (entry === undefined || changed === undefined) return
    if (changed.outcome !== known?.outcome) this.#onOutcome(changed.outcome)
    if (!entry.receivers.has(sessionId)) this.#bytes += RECEIVER_BYTES
    entry.receivers.set(sessionId, changed)
    this.#keepWithinBounds()
    if (entry.seq !== null || entry.stream !== undefined) this.#show(entry)
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#entries.delete(id)
    this.#bytes -= entry.publication.sizeBytes + entry.receivers.size * RECEIVER_BYTES
  }

  #keepWithinBounds(): void {
    for (const id of this.#entries.keys()) {
      // The newest stays, however many it is for.
      if ((this.#entries.size <= PUBLICATIONS_KEPT && this.#bytes <= BYTES_KEPT) || this.#entries.size === 1) return
      this.#forget(id)
    }
  }

  /** The row is made when the log goes out: receivers come one by one, and there may be thousands. */
  #show(entry: Entry): void {
    if (!entry.isReadBack) return
    this.#live.log.putLater(entry.publication.id, () => rowOf(entry))
  }

  #fly({ publication, at }: Entry, to: { sessionId: string; flowId: string; nodeId: string }[]): void {
    const { id, messageId, channelId, sender, from } = publication
    this.#live.fly({ logRowId: id, at, messageId, channelId, from: from === null ? null : { sessionId: sender.sessionId, ...from }, to })
  }
}

function rowOf({ publication, at, seq, receivers, stream }: Entry): LogRow {
  const { id, channelId, messageId, key, payload, encrypted, sender, by, from, text, topic, sizeBytes, traceId } = publication
  return {
    id, type: 'message', at, text, level: stream?.state === 'failed' ? 'error' : 'info', session: sender, flowId: from?.flowId ?? null, nodeId: from?.nodeId ?? null, code: null,
    // Session values are deeply readonly, the wire's JSON is not: the same values.
    message: { seq: seq ?? 0, topic, channelId, messageId, key, payload: payload as NonNullable<LogRow['message']>['payload'], ...(encrypted === true && { encrypted }), ...(by !== undefined && { by }), receivers: [...receivers.values()], sizeBytes, traceId, ...(stream !== undefined && { stream }) },
  }
}
