import { useStore } from 'zustand'
import { accountDialogStore, showAccountDialog } from './account-dialog-store.ts'
import { ChangePasswordDialog } from './change-password-dialog.tsx'
import { CreateOwnerDialog } from './create-owner-dialog.tsx'

/** The dialogs about one's own account; they belong to no page, since their menu is on all. */
export function AccountDialogs() {
  const shown = useStore(accountDialogStore, (state) => state.shown)
  const close = () => showAccountDialog(null)
  if (shown === null) return null
  return shown === 'changePassword' ? <ChangePasswordDialog onClose={close} /> : <CreateOwnerDialog onClose={close} />
}
