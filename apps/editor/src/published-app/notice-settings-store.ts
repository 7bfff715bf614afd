import { observable, type AppClient, type Readable } from '@halley/client'
import type { NoticePreferences } from '@halley/protocol'
import type { RuleOfApp } from './notice-choices.ts'

/** What somebody wants of notifications, as far as it is known here. */
export type NoticeSettingsState =
  | { readonly type: 'reading' }
  | { readonly type: 'failed'; readonly text: string }
  | { readonly type: 'known'; readonly preferences: NoticePreferences; readonly rules: readonly RuleOfApp[]; /** Where the last change is. */ readonly saving: 'none' | 'saving' | 'saved'; readonly problem: string | null }

export type NoticeSettingsStore = Readable<NoticeSettingsState> & {
  readonly read: () => Promise<void>
  /** Changes them at once, and back when the server refuses. */
  readonly change: (preferences: NoticePreferences) => void
}

/** Makes the store of a page's settings. Changes are sent one after the other; of those made meanwhile, the last. */
export function noticeSettingsStore({ noticeSettings }: Pick<AppClient, 'noticeSettings'>): NoticeSettingsStore {
  const state = observable<NoticeSettingsState>({ type: 'reading' })
  let confirmed: NoticePreferences | null = null
  let wanted: NoticePreferences | null = null
  let isSending = false

  const patch = (changes: Partial<Extract<NoticeSettingsState, { type: 'known' }>>): void => {
    const now = state.get()
    if (now.type === 'known') state.set({ ...now, ...changes })
  }
  const send = async (): Promise<void> => {
    if (isSending) return
    isSending = true
    while (wanted !== null) {
      const sent: NoticePreferences = wanted
      wanted = null
      const reply = await noticeSettings.write(sent)
      if (reply.ok) confirmed = sent
      else if (wanted === null && confirmed !== null) patch({ preferences: confirmed, saving: 'none', problem: reply.error.message })
      if (reply.ok && wanted === null) patch({ saving: 'saved', problem: null })
    }
    isSending = false
  }
  return {
    get: state.get,
    subscribe: state.subscribe,
    read: async () => {
      const reply = await noticeSettings.read()
      if (!reply.ok) return state.set({ type: 'failed', text: reply.error.message })
      confirmed = reply.preferences
      return state.set({ type: 'known', preferences: reply.preferences, rules: reply.rules, saving: 'none', problem: null })
    },
    change: (preferences) => {
      wanted = preferences
      patch({ preferences, saving: 'saving', problem: null })
      void send()
    },
  }
}
