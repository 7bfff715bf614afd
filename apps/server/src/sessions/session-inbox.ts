import type { Delivery } from '@halley/bus'
import type { IncomingDelivery, SessionState } from '@halley/engine'
import { validatePayload, type Project } from '@halley/model'
import type { LogRow, SessionLabel } from '@halley/protocol'
import type { ActorSurroundings } from './actor-surroundings.ts'
import { publicationIdOf, type Publication } from './delivery-ledger.ts'
import { MAILBOX_MAILS } from './mailbox.ts'
import { publicationOf } from './message-context.ts'
import { forgeryOf, incomingDelivery, whyNotDelivered } from './receive-delivery.ts'

/** The session whose messages arrive. */
export type InboxOwner = {
  readonly label: SessionLabel
  readonly surroundings: Pick<ActorSurroundings, 'ledger' | 'encryption' | 'runsIn' | 'isService'>
  readonly project: () => Project
  readonly state: () => SessionState
  readonly isFull: () => boolean
  readonly hasClient: () => boolean
  log(row: Pick<LogRow, 'type' | 'level' | 'text' | 'code'>): void
  /** Has the session handle a message in its turn; null then is none. */
  handle(open: () => Promise<IncomingDelivery | null> | IncomingDelivery | null, delivery: Delivery): void
}

/** Where messages of the bus come in: those that are not for the session are noted with the reason, and encrypted ones are opened. */
export class SessionInbox {
  readonly #owner: InboxOwner

  constructor(owner: InboxOwner) {
    this.#owner = owner
  }

  /** The bus hands an event over: whom it is not for is noted with the reason, all else is handled in its turn. */
  receive(delivery: Delivery): void {
    const { label, surroundings, project, state, isFull, hasClient } = this.#owner
    const { ledger, isService } = surroundings
    const id = publicationIdOf(delivery.event)
    const publication = ledger.find(id) ?? this.#recall(delivery)
    // Whom it is for goes with what sessions and programs send; of what came into the bus by another way, nobody knows it.
    if (publication === undefined) return this.#owner.log({ type: 'listener', level: 'warning', text: `A message on ${delivery.event.subject} was not delivered: to whom it was sent is not known`, code: 'unavailable' })
    const refused = whyNotDelivered(publication, project(), state())
    if (refused !== undefined) return ledger.note(id, label, refused)
    if (isFull()) return ledger.note(id, label, { outcome: 'dropped_slow', response: `${MAILBOX_MAILS} events waited for this session already` })
    ledger.note(id, label, { outcome: !hasClient() && !isService ? 'offline_recoverable' : 'delivered', response: 'waiting', ...(delivery.replay && { late: true }) })
    this.#owner.handle(() => this.#open(delivery, publication), delivery)
  }

  /** A message that was sent before a restart, or is kept for late joiners longer than the ledger knows it. */
  #recall(delivery: Delivery): Publication | undefined {
    const publication = publicationOf(delivery)
    const at = Date.parse(delivery.event.time)
    return publication && this.#owner.surroundings.ledger.recall(publication, { seq: delivery.seq, at: Number.isNaN(at) ? 0 : at })
  }

  /** An encrypted message is decrypted only now, when it is certain that the session may have it. */
  #open(delivery: Delivery, publication: Publication): Promise<IncomingDelivery | null> | IncomingDelivery | null {
    const { label, surroundings, state } = this.#owner
    const { ledger } = surroundings
    const project = this.#owner.project()
    const isEncrypted = publication.encrypted === true
    const forgery = forgeryOf(delivery, publication, ledger.seqOf(publication.id))
    if (forgery !== undefined) return this.#refuse(delivery, publication, { code: 'encryption/not_authentic', text: `${isEncrypted ? 'The encrypted data' : 'The data'} was refused: ${forgery}.` })
    if (!isEncrypted) return incomingDelivery(delivery, publication, { project, payload: publication.payload })
    // Asked again: while it waited, the session may have lost the right.
    const refused = whyNotDelivered(publication, project, state())
    if (refused !== undefined) {
      ledger.note(publication.id, label, refused)
      return null
    }
    return this.#decrypt(delivery, publication, project)
  }

  async #decrypt(delivery: Delivery, publication: Publication, project: Project): Promise<IncomingDelivery | null> {
    const { encryption, runsIn } = this.#owner.surroundings
    const { data, subject, id } = delivery.event
    const opened = await encryption.decrypt(data, { topic: subject, id, channel: { projectId: project.id, environment: runsIn.environment, channelId: publication.channelId } })
    if (!opened.ok) return this.#refuse(delivery, publication, opened)
    // A program's ciphertext is passed on as it came: what it left out is filled in here, as a clear message had it from the start.
    const checked = validatePayload(project, publication.messageId, opened.payload)
    return incomingDelivery(delivery, publication, { project, payload: checked.ok ? checked.value : opened.payload })
  }

  /** The session gets nothing of a message that is not what was sent, and the log says so. */
  #refuse({ event }: Delivery, { id }: Publication, { code, text }: { readonly code: string; readonly text: string }): null {
    const { label, surroundings } = this.#owner
    surroundings.ledger.note(id, label, { outcome: 'schema_rejected', response: text })
    this.#owner.log({ type: 'listener', level: 'error', text: `A message on ${event.subject} was not delivered. ${text}`, code })
    return null
  }
}
