import type { Presence } from '@halley/protocol'
import { useState } from 'react'
import { useMe } from '../account/account-store.ts'
import { Button, Field, IconButton, Popover, TextInput } from '../kit/index.ts'
import { UserRound } from 'lucide-react'
import { useProject, useProjectState } from '../stores/project-store.ts'
import { editorConnection } from '../sync/open-project.ts'
import { personName, setPersonName } from '../sync/person-name.ts'
import { openTab } from '../stores/view-store.ts'
import { personColor, useOthers } from './others.ts'

/** How many faces are drawn before "+n". */
const FACES = 4

/** Who else is in this project; the list behind it says where, and has one's own name. */
export function PeoplePresent() {
  const others = useOthers()
  const names = others.map((person) => person.name).join(', ')
  const trigger = others.length === 0
    ? <IconButton label="Only you are here" icon={<UserRound />} />
    : (
        <button type="button" aria-label={`Also here: ${names}`} className="flex h-7 items-center rounded-md px-1 hover:bg-hover">
          {others.slice(0, FACES).map((person) => <Face key={person.clientId} person={person} />)}
          {others.length > FACES ? <span className="pl-1.5 text-xs text-ink-soft">+{others.length - FACES}</span> : null}
        </button>
      )
  return <Popover label="People in this project" align="end" className="w-64 p-3" trigger={trigger}><People others={others} /></Popover>
}

function Face({ person }: { readonly person: Presence }) {
  return (
    <span aria-hidden="true" title={person.name} className="-ml-1 flex size-6 items-center justify-center rounded-full border-2 border-pane text-2xs font-semibold text-pane first:ml-0" style={{ background: personColor(person) }}>
      {initials(person.name)}
    </span>
  )
}

function People({ others }: { readonly others: readonly Presence[] }) {
  const flows = useProject((project) => project.flows)
  const signedInAs = useMe()?.person?.name ?? null
  return (
    <div className="flex flex-col gap-3">
      {signedInAs === null ? <OwnName /> : <p className="text-xs text-ink-faint">Others see you as {signedInAs}.</p>}
      {others.length === 0 ? <p className="text-xs text-ink-faint">Nobody else has this project open. Send its address to work on it together.</p> : null}
      <ul className="flex flex-col empty:hidden">
        {others.map((person) => {
          const flow = person.flowId === null ? undefined : flows[person.flowId]
          return (
            <li key={person.clientId} className="flex h-8 items-center gap-2">
              <Face person={person} />
              <span className="min-w-0 flex-1 truncate text-sm">{person.name}</span>
              {flow === undefined ? null : <Button size="small" variant="quiet" className="max-w-28 truncate" onClick={() => openTab({ type: 'flow', flowId: flow.id })}>{flow.name}</Button>}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function OwnName() {
  const [name, setName] = useState(personName)
  const keep = () => {
    if (name.trim() === '' || name.trim() === personName()) return
    setPersonName(name)
    editorConnection().introduceAgain()
  }
  const color = useProjectState((state) => state.people.find((person) => person.clientId === state.clientId)?.color)
  return (
    <Field label="Your name" help="Others see it beside your cursor.">
      <div className="flex items-center gap-2">
        {color === undefined ? null : <span aria-hidden="true" className="size-3 shrink-0 rounded-full" style={{ background: personColor({ color }) }} />}
        <TextInput
          value={name}
          maxLength={60}
          onChange={setName}
          onBlur={keep}
          onKeyDown={(event) => event.key === 'Enter' && keep()}
        />
      </div>
    </Field>
  )
}

function initials(name: string): string {
  return name.split(/\s+/).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join('')
}
