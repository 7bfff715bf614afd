import { useState } from 'react'
import { useMay, useMe } from './account-store.ts'
import { AccountPage, AccountSection } from './account-page.tsx'
import { NewOrganisationForm } from './new-organisation-form.tsx'
import { OrganisationChoice } from './organisation-choice.tsx'
import { RenameOrganisationDialog } from './rename-organisation-dialog.tsx'

/** The organisations that one is in, and a new one. */
export function OrganisationsPage() {
  const me = useMe()
  const mayRename = useMay('people/manage')
  const [isRenaming, setRenaming] = useState(false)
  if (me === null) return null
  return (
    <AccountPage section="organisations" title="Organisations" lead="Projects, people and topics belong to an organisation; nobody sees anything of another one.">
      <AccountSection id="own-organisations" title="Yours">
        <div className="rounded-lg border border-line bg-pane px-4"><OrganisationChoice orgs={me.orgs} currentId={me.org?.id ?? null} onRename={mayRename ? () => setRenaming(true) : undefined} /></div>
      </AccountSection>
      <AccountSection id="new-organisation" title="A new one">
        <div className="max-w-[400px] rounded-lg border border-line bg-pane p-4"><NewOrganisationForm /></div>
      </AccountSection>
      {isRenaming && me.org !== null ? <RenameOrganisationDialog org={me.org} onClose={() => setRenaming(false)} /> : null}
    </AccountPage>
  )
}
