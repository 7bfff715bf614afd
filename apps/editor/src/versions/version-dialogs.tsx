import { LIMITS } from '@halley/model'
import { useState, type FormEvent, type ReactNode } from 'react'
import { toast } from 'sonner'
import { Button, Dialog, Field, TextInput } from '../kit/index.ts'
import { PublishForm } from './publish-form.tsx'
import { endPublished, publishEarlier, saveDraft } from './version-actions.ts'
import type { Asked } from './versions-api.ts'
import { proposedName, showVersionsDialog, useVersions, useVersionsDialog } from './versions-store.ts'

const close = () => showVersionsDialog(null)

/** What is asked about versions, over the editor. */
export function VersionDialogs() {
  const dialog = useVersionsDialog()
  if (dialog === null) return null
  switch (dialog.type) {
    case 'save':
      return <Asking title="Save a version" description="It keeps the project as it is now; you can come back to it."><SaveForm /></Asking>
    case 'publish':
      return <Asking title="Publish" description="What is drawn now becomes a version and runs at an address of its own."><PublishForm onClose={close} /></Asking>
    case 'publishVersion':
      return (
        <Asking title={`Publish version ${dialog.number}?`} description="It runs from now on in place of any other version; open sessions go on with it. The draft stays as it is.">
          <Confirm action="Publish" act={() => publishEarlier(dialog.number)} done={`Version ${dialog.number} is published`} />
        </Asking>
      )
    case 'unpublish':
      return (
        <Asking title="Unpublish the app?" description="Its address shows nothing any more, and everybody's sessions there end. Its versions stay.">
          <Confirm action="Unpublish" isDanger act={endPublished} done="The app is no longer published" />
        </Asking>
      )
  }
}

function Asking({ title, description, children }: { readonly title: string; readonly description: string; readonly children: ReactNode }) {
  return <Dialog open onOpenChange={(open) => !open && close()} title={title} description={description} width="narrow">{children}</Dialog>
}

function SaveForm() {
  const versions = useVersions()
  const [typed, setTyped] = useState<string | null>(null)
  const [isWorking, setWorking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const name = typed ?? proposedName(versions)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return setFailure('The version needs a name.')
    setWorking(true)
    const asked = await saveDraft(name)
    setWorking(false)
    if (!asked.ok) return setFailure(asked.text)
    toast(`Version ${asked.value.number} was saved`)
    return close()
  }
  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
      <Field label="Name of the version" error={failure}><TextInput value={name} onChange={setTyped} maxLength={LIMITS.nameCharacters} autoFocus selectOnMount /></Field>
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isWorking}>Save</Button>
      </div>
    </form>
  )
}

function Confirm({ action, isDanger = false, act, done }: { readonly action: string; readonly isDanger?: boolean; readonly act: () => Promise<Asked<unknown>>; readonly done: string }) {
  const [isWorking, setWorking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const go = async () => {
    setWorking(true)
    const asked = await act()
    setWorking(false)
    if (!asked.ok) return setFailure(asked.text)
    toast(done)
    return close()
  }
  return (
    <>
      {failure === null ? null : <p role="alert" className="mb-3 text-sm text-danger">{failure}</p>}
      <div className="flex justify-end gap-2">
        <Button autoFocus={isDanger} onClick={close}>Cancel</Button>
        <Button autoFocus={!isDanger} variant={isDanger ? 'danger' : 'primary'} disabled={isWorking} onClick={() => void go()}>{action}</Button>
      </div>
    </>
  )
}
