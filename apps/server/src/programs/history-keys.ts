import type { BusEvent } from '@halley/bus'
import { encryptedDataSchema, type PublicKey, type WrappedKey } from '@halley/protocol'
import type { KeyDesk } from '../encryption/key-desk.ts'
import type { EventGrant } from '../realtime/event-grants.ts'

export type HistoryKeysOptions = { readonly desk: Pick<KeyDesk, 'forReading'>; readonly grant: EventGrant; readonly publicKey: PublicKey }

/** The keys of the encrypted events of a page, each once, wrapped for a program. One that it may not have, or that is gone, is left out: its events stay ciphertext. */
export async function historyKeys(events: readonly { readonly event: BusEvent }[], { desk, grant, publicKey }: HistoryKeysOptions): Promise<WrappedKey[]> {
  const first = new Map<string, BusEvent>()
  for (const { event } of events) {
    const envelope = event.encrypted ? encryptedDataSchema.safeParse(event.data) : undefined
    if (envelope?.success === true && !first.has(envelope.data.kid)) first.set(envelope.data.kid, event)
  }
  const replies = await Promise.all([...first.values()].map((event) => desk.forReading(event, grant, publicKey)))
  return replies.flatMap((reply) => (reply.ok ? [reply.key] : []))
}
