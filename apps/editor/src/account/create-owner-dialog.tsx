import { toast } from 'sonner'
import { Dialog } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { learn, useMe } from './account-store.ts'
import { FirstOwnerForm } from './first-owner-form.tsx'
import { tellOtherTabs } from '../published-app/other-tabs.ts'

/** Turns accounts on, where nobody needed one so far. */
export function CreateOwnerDialog({ onClose }: { readonly onClose: () => void }) {
  const token = useMe()?.org?.token ?? 'local'
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Create an owner account" description={`From then on everybody signs in here, you too, and you can invite others. Projects stay as they are; programs outside write the new name instead of events.${token}. This cannot be taken back.`}>
      <FirstOwnerForm
        send={(owner) => callAccount('createFirstAccount', { body: owner })}
        onDone={(me) => {
          learn(me)
          tellOtherTabs('changed')
          onClose()
          toast.success(`You are the owner of ${me.org?.name ?? 'your organisation'}`, { description: 'Invite others on the page People.' })
        }}
      />
    </Dialog>
  )
}
