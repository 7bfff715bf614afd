import type { Project } from '@halley/model'
import type { PushPayload, PushSubscriptionOf } from '@halley/protocol'

/**
 * What came of one try to send. `refused` says whether trying again may help (`isFinal` false) and, where the service said so,
 * after how long; `unanswered` names a service that was not reached or said nothing, so that whatever else goes there would fare no better.
 * `gone` is a push endpoint that is no more: its subscription is to be deleted. `cut` is one that `close` broke off; the service may have taken it. Texts are for people and hold no secret.
 */
export type SendOutcome =
  | { readonly type: 'sent'; readonly text: string }
  | { readonly type: 'gone'; readonly text: string }
  | { readonly type: 'cut'; readonly text: string }
  | { readonly type: 'refused'; readonly text: string; readonly isFinal: boolean; readonly retryAfterMs: number | null; readonly unanswered?: string }

/** What is said of a try that the end of the server broke off. */
export const CUT_OFF: SendOutcome = { type: 'cut', text: 'The server was stopped while it was sent; it is tried again at the next start.' }

/** `urgency` and `topic` as RFC 8030 has them; a later push of the same topic takes the place of one that is not delivered yet. */
export type PushToSend = { readonly payload: PushPayload; readonly urgency: 'very-low' | 'low' | 'normal' | 'high'; readonly ttlSeconds: number; readonly topic: string | null }

/**
 * Sends Web Pushes (RFC 8030, 8291, 8292). **Delivery**: `sent` says that the push service took it, not that it was seen. **Order**: none.
 * **Failure**: never rejects; every failure is an outcome. Gives up after 10 s.
 */
export type PushTransport = {
  /** The server's VAPID key, base64url: the same for ever. */
  publicKey(): Promise<string>
  send(subscription: PushSubscriptionOf, push: PushToSend): Promise<SendOutcome>
  /** Breaks off what is under way, and leaves no connection open; what is sent afterwards is cut, too. */
  close(): void
}

/**
 * `messageId` is the same for every try of one mail, so that a mail server may drop a double. `settingsUrl` is the page on which its
 * reader says what they want, for mail programs that offer to unsubscribe.
 */
export type MailToSend = { readonly to: { readonly name: string; readonly address: string }; readonly subject: string; readonly text: string; readonly html: string; readonly messageId: string; readonly settingsUrl?: string }

/**
 * Sends mails through a connection of a project. **Delivery**: `sent` says that the mail server took it. **Order**: none.
 * **Failure**: never rejects; every failure is an outcome, 5xx answers and wrong addresses are final. Gives up after 30 s.
 */
export type MailTransport = {
  /** Through the connection, or with null through the only mail server of the project. */
  send(project: Project, connectionId: string | null, mail: MailToSend): Promise<SendOutcome>
  /** Breaks off what is under way, and leaves no connection open; what is sent afterwards is cut, too. */
  close(): void
}
