import type { AppClient } from '@halley/client'
import type { PersonaReach } from '@halley/protocol'
import { WifiOff } from 'lucide-react'
import { Button, EmptyState } from '../kit/index.ts'
import { editorConnection } from '../sync/open-project.ts'
import { openPosted } from './keep-away.ts'
import { Mailbox } from './mailbox.tsx'
import { PhoneScreen } from './phone-screen.tsx'
import { setReach } from './reach-store.ts'

/** What a persona sees who is not in the app: their phone, their mailbox, or nothing. */
export function AwayClient({ client, personaId, name, reach }: { readonly client: AppClient; readonly personaId: string; readonly name: string; readonly reach: Exclude<PersonaReach, 'online'> }) {
  const onOpen = (noticeId: string) => void openPosted(client, personaId, noticeId)
  switch (reach) {
    case 'push':
      return <PhoneScreen personaId={personaId} name={name} onOpen={onOpen} />
    case 'email':
      return <Mailbox personaId={personaId} name={name} onOpen={onOpen} />
    case 'offline':
      return (
        <EmptyState title={`${name} is offline`} icon={<WifiOff />} actions={<Button size="small" onClick={() => void setReach(editorConnection(), personaId, 'online')}>Back online</Button>}>
          Nothing reaches them: no toast, no push, no mail. What they are notified of meanwhile is in their inbox when they are back.
        </EmptyState>
      )
  }
}
