import { freeName, LIMITS } from '@halley/model'
import { useState, type FormEvent } from 'react'
import { Button, Dialog, Field, TextInput } from '../kit/index.ts'
import { makeProject } from './projects-store.ts'

/** Asks for the name of a new project, makes it and opens it. */
export function NewProjectDialog({ open, onOpenChange, taken }: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void; readonly taken: ReadonlySet<string> }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="New project" width="narrow">
      <NewProjectForm suggested={freeName('My project', taken)} onCancel={() => onOpenChange(false)} />
    </Dialog>
  )
}

function NewProjectForm({ suggested, onCancel }: { readonly suggested: string; readonly onCancel: () => void }) {
  const [name, setName] = useState(suggested)
  const [isMaking, setMaking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') {
      setFailure('A project needs a name.')
      return
    }
    setMaking(true)
    setFailure(await makeProject(name))
    setMaking(false)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Name" error={failure}>
        <TextInput value={name} onChange={setName} maxLength={LIMITS.nameCharacters} autoFocus selectOnMount />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isMaking}>Create</Button>
      </div>
    </form>
  )
}
