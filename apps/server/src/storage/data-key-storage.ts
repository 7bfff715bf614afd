import type { Environment } from '@halley/protocol'

/** The channel whose messages a key encrypts, in one environment of a project; ids of the model, so that renaming changes nothing. */
export type ChannelPlace = { readonly projectId: string; readonly environment: Environment; readonly channelId: string }

/** Why a key is no longer used for new messages; `replay`: it was not known any more what had been sent with it. */
export type RetiredFor = 'count' | 'age' | 'revocation' | 'replay'

/** A data key of a channel, wrapped before it comes here: storage never sees the clear one. */
export type StoredDataKey = ChannelPlace & {
  readonly kid: string
  readonly wrapped: string
  /** Who could listen on the channel when it was made, in a form that can be compared. */
  readonly audience: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Messages that may have been encrypted with it. */
  readonly uses: number
  /** Null: it is the one for new messages. */
  readonly retiredFor: RetiredFor | null
  /** Has it left the server, for a program? */
  readonly isGiven: boolean
}

/** Keeps the data keys of channels: at most one of each channel is for new messages. A part of `Storage`, with its promises. */
export type DataKeyStorage = {
  /** Null when there is none of this id. */
  find(kid: string): Promise<StoredDataKey | null>
  /** The key of a channel for new messages; null while there is none. */
  active(place: ChannelPlace): Promise<StoredDataKey | null>
  /** Makes a key the one for new messages. When another than `replaces` (null: none) is that already, nothing is kept and that one is answered. */
  begin(key: Pick<StoredDataKey, 'kid' | 'wrapped' | 'audience' | 'createdAt' | 'uses'> & ChannelPlace, replaces: { readonly kid: string; readonly retiredFor: RetiredFor } | null): Promise<StoredDataKey>
  /** Reserves uses of a key for new messages; false when it is not for those any more, or would have more than `limit`. */
  reserve(kid: string, uses: number, limit: number): Promise<boolean>
  /** Notes that a key leaves the server. */
  noteGiven(kid: string): Promise<void>
  /** Retires every key for new messages that has left the server; answers their ids. */
  retireGiven(): Promise<readonly string[]>
}
