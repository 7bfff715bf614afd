import type { Me } from '@halley/protocol'
import { Button } from '../kit/index.ts'
import { Entrance, EntranceForm } from './entrance.tsx'
import { NewOrganisationForm } from './new-organisation-form.tsx'
import { OrganisationChoice } from './organisation-choice.tsx'
import { signOutOrTell } from './sign-out.ts'

/** For somebody who was taken out of the organisation where they were. */
export function NoOrganisationPage({ me }: { readonly me: Me }) {
  return (
    <Entrance title="You are in no organisation" lead={`Projects belong to organisations. An owner can invite ${me.person?.email ?? 'you'} again${me.orgs.length > 0 ? '; go on in another one of yours' : ''}, or make one of your own.`}>
      {me.orgs.length > 0 ? <EntranceForm><OrganisationChoice orgs={me.orgs} currentId={null} /></EntranceForm> : null}
      <EntranceForm><NewOrganisationForm /></EntranceForm>
      <Button className="self-start" onClick={() => void signOutOrTell()}>Sign out</Button>
    </Entrance>
  )
}
