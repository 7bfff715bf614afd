import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { ChangePasswordDialog } from './change-password-dialog.tsx'
import { CreateOwnerDialog } from './create-owner-dialog.tsx'

/** What is asked just now about one's own account. */
export type AccountDialog = 'changePassword' | 'createOwner'

const dialogStore = createStore<{ readonly shown: AccountDialog | null }>(() => ({ shown: null }))

/** Opens a dialog about one's own account; null closes it. */
export function showAccountDialog(shown: AccountDialog | null): void {
  dialogStore.setState({ shown })
}

/** The dialogs about one's own account; they belong to no page, since their menu is on all. */
export function AccountDialogs() {
  const shown = useStore(dialogStore, (state) => state.shown)
  const close = () => showAccountDialog(null)
  if (shown === null) return null
  return shown === 'changePassword' ? <ChangePasswordDialog onClose={close} /> : <CreateOwnerDialog onClose={close} />
}
