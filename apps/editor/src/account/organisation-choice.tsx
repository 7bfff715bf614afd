import type { Me } from '@halley/protocol'
import { Check } from 'lucide-react'
import { toast } from 'sonner'
import { Badge, Button } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { arriveIn } from './new-organisation-form.tsx'
import { roleWords } from './role-words.ts'

/** Goes to another organisation of the person. */
export async function goToOrganisation(orgId: string): Promise<void> {
  const answer = await callAccount('switchOrg', { body: { orgId } })
  if (answer.ok) arriveIn()
  else toast.error('You are where you were', { description: answer.text })
}

/** The organisations of the person, with what they are there. */
export function OrganisationChoice({ orgs, currentId, onRename }: { readonly orgs: Me['orgs']; readonly currentId: string | null; /** Left out for who may not rename the one that they are in. */ readonly onRename?: (() => void) | undefined }) {
  return (
    <ul aria-label="Your organisations" className="flex flex-col divide-y divide-line">
      {orgs.map((org) => (
        <li key={org.id} className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 py-2">
          <span className="min-w-0 flex-1 basis-40">
            <span className="flex items-center gap-2"><span className="truncate text-base font-medium">{org.name}</span><Badge>{roleWords[org.role].label}</Badge></span>
            <code className="block truncate text-xs text-ink-faint">events.{org.token}.…</code>
          </span>
          {org.id === currentId
            ? (
              <span className="flex items-center gap-3">
                <span className="inline-flex items-center gap-1.5 text-sm text-good"><Check aria-hidden="true" className="size-4" />You are here</span>
                {onRename === undefined ? null : <Button aria-label={`Rename ${org.name}`} onClick={onRename}>Rename</Button>}
              </span>
            )
            : <Button onClick={() => void goToOrganisation(org.id)}>Go to {org.name}</Button>}
        </li>
      ))}
    </ul>
  )
}
