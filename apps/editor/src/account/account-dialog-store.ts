import { createStore } from 'zustand/vanilla'

/** What is asked just now about one's own account. */
export type AccountDialog = 'changePassword' | 'createOwner'

export const accountDialogStore = createStore<{ readonly shown: AccountDialog | null }>(() => ({ shown: null }))

/** Opens a dialog about one's own account; null closes it. */
export function showAccountDialog(shown: AccountDialog | null): void {
  accountDialogStore.setState({ shown })
}
