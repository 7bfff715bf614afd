import { checkPublishing, compileProject } from '@halley/engine'
import { LIMITS } from '@halley/model'
import { catalog } from '@halley/nodes'
import { useMemo, useState, type FormEvent } from 'react'
import { Button, Field, TextInput } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { PublishedNote } from './published-note.tsx'
import { PublishingProblems } from './publishing-problems.tsx'
import { appNameProblem, publishDrawn } from './version-actions.ts'
import type { PublishedEntry } from './versions-api.ts'
import { proposedName, useVersions } from './versions-store.ts'

/** Asks for the name of the version and the address, shows what stops it, and publishes what is drawn. */
export function PublishForm({ onClose }: { readonly onClose: () => void }) {
  const versions = useVersions()
  const project = useProject((whole) => whole)
  const [typedName, setName] = useState<string | null>(null)
  const [app, setApp] = useState(project.technicalName)
  const [isWorking, setWorking] = useState(false)
  const [refusal, setRefusal] = useState<{ readonly text: string; readonly freeName?: string } | null>(null)
  const [done, setDone] = useState<PublishedEntry | null>(null)
  const { stops, warns } = useMemo(() => checkPublishing(compileProject(project, catalog)), [project])
  const name = typedName ?? proposedName(versions)
  const addressProblem = appNameProblem(app)
  const running = versions.type === 'there' ? versions.published : null

  const publish = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return setRefusal({ text: 'The version needs a name.' })
    if (addressProblem !== undefined || stops.length > 0) return undefined
    setWorking(true)
    setRefusal(null)
    const asked = await publishDrawn(name, app)
    setWorking(false)
    if (asked.ok) setDone(asked.value)
    else setRefusal(asked)
    return undefined
  }
  if (done !== null) return <PublishedNote published={done} onClose={onClose} />
  return (
    <form onSubmit={(event) => void publish(event)} className="flex flex-col gap-4">
      <PublishingProblems title="Mend this first; it would not run:" problems={stops} onLeave={onClose} />
      <Field label="Name of the version"><TextInput value={name} onChange={setName} maxLength={LIMITS.nameCharacters} autoFocus={stops.length === 0} selectOnMount={stops.length === 0} /></Field>
      <Field
        label="Address"
        error={addressProblem}
        help={running !== null && running.app !== app ? `It runs at ${running.address} now; nothing will be there any more.` : `${location.origin}/a/${app}`}
      >
        <TextInput value={app} onChange={(next) => setApp(next.trim())} maxLength={LIMITS.technicalNameCharacters} mono />
      </Field>
      <PublishingProblems title={warns.length === 1 ? 'One error stops what it touches:' : `${warns.length} errors stop what they touch:`} problems={warns} onLeave={onClose} />
      {refusal === null ? null : (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-sm text-danger">
          <span>{refusal.text}</span>
          <TakeFreeName {...(refusal.freeName !== undefined && { freeName: refusal.freeName })} onTake={(free) => {
            setApp(free)
            setRefusal(null)
          }} />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isWorking || stops.length > 0 || addressProblem !== undefined}>{isWorking ? 'Publishing…' : 'Publish'}</Button>
      </div>
    </form>
  )
}

function TakeFreeName({ freeName, onTake }: { readonly freeName?: string; readonly onTake: (free: string) => void }) {
  return freeName === undefined ? null : <Button size="small" onClick={() => onTake(freeName)}>Use {freeName}</Button>
}
