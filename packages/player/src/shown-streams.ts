import type { AppClient } from '@halley/client'
import { createContext } from 'react'

/** The texts that stream to a client, and what ends one. */
export type ShownStreams = { readonly texts: AppClient['streams']; readonly stop: (id: string) => Promise<{ readonly ok: boolean }> }

const none: ReturnType<AppClient['streams']['get']> = new Map()

/** Where no session runs, such as in the screen editor: nothing grows. */
export const noStreams: ShownStreams = { texts: { get: () => none, subscribe: () => () => undefined }, stop: () => Promise.resolve({ ok: false }) }

/** Given by the player to the widgets below it: texts grow many times a second, and only what shows one is drawn again. */
export const ShownStreamsContext = createContext<ShownStreams | null>(null)
