import type { Delivery } from '@halley/bus'
import type { Value } from '@halley/model'
import { publicationIdOf, type Publication } from './delivery-ledger.ts'

/**
 * What goes with a message on the bus for the sessions of this server, so that it is known after a restart, too, whom it is for.
 * The rest of a publication is the event itself. It is never sent to clients.
 */
export type MessageContext = Pick<Publication, 'id' | 'channelId' | 'messageId' | 'key' | 'deliverTo' | 'sender' | 'by' | 'from' | 'hops' | 'text' | 'sizeBytes' | 'traceId' | 'encrypted'>

/** The context of a message that is published. */
export function contextOf({ id, channelId, messageId, key, deliverTo, sender, by, from, hops, text, sizeBytes, traceId, encrypted = false }: Publication): MessageContext {
  return { id, channelId, messageId, key, deliverTo, sender, ...(by !== undefined && { by }), from, hops, text, sizeBytes, traceId, encrypted }
}

/** The message of a delivery, as it was published; undefined when it did not come from a session or a program of an app. */
export function publicationOf({ event, context }: Delivery): Publication | undefined {
  // Another source or id is another message, whatever came with it.
  if (!isContext(context) || context.id !== publicationIdOf(event)) return undefined
  // What the bus carries is JSON.
  const payload = event.data as Value
  // How it was sent, not how it came: what was encrypted is not taken in clear text.
  return { ...context, topic: event.subject, payload, encrypted: context.encrypted ?? event.encrypted }
}

/** Written by `contextOf` alone. */
function isContext(context: unknown): context is MessageContext {
  return typeof context === 'object' && context !== null && 'channelId' in context && 'deliverTo' in context
}
