import type { AppClient } from '@halley/client'
import { createContext } from 'react'

/** What widgets that follow something by themselves need of their client. */
export type ShownClient = Pick<AppClient, 'get' | 'subscribe' | 'rooms' | 'inbox' | 'openNotice'>

/** Given by the player to the widgets below it; null where no session runs, such as in the screen editor. */
export const ShownClientContext = createContext<ShownClient | null>(null)
