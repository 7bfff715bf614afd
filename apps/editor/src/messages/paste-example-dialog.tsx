import { addInferredMembers, fieldTypeLabels, inferMembersFromExample, type InferredMember, type MemberOwner } from '@halley/model'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button, Dialog, Field, TextArea } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { change } from '../stores/project-store.ts'

/** Makes fields of an example in JSON, after showing which ones it would make. */
export function PasteExampleDialog({ owner, onClose }: { readonly owner: MemberOwner; readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const inference = text.trim() === '' ? null : inferMembersFromExample(text)
  const add = () => {
    if (inference?.ok !== true) return
    let added = 0
    change('Paste an example', (draft) => {
      added = addInferredMembers(draft, { owner }, inference.members, newId)
    })
    toast(added === 0 ? 'All of these fields are there already.' : added === 1 ? '1 field was added.' : `${added} fields and lists were added.`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Paste an example"
      description="Fields and lists are read from the example; those that are there already stay as they are."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={inference?.ok !== true || inference.members.length === 0} onClick={add}>Add these fields</Button>
        </>
      }
    >
      <Field label="Example in JSON" error={inference?.ok === false ? inference.message : null}>
        <TextArea mono rows={9} autoFocus value={text} onChange={setText} placeholder={'{\n  "subject": "Printer on fire",\n  "comments": [{ "author": "Ada", "text": "Help!" }]\n}'} />
      </Field>
      {inference?.ok === true && (
        <div className="mt-3">
          <p className="text-xs font-medium text-ink-soft">What it holds</p>
          <Inferred members={inference.members} />
          {inference.notes.map((note) => <p key={note} className="mt-1 text-xs text-ink-faint">{note}</p>)}
        </div>
      )}
    </Dialog>
  )
}

function Inferred({ members }: { readonly members: readonly InferredMember[] }) {
  return (
    <ul className="pl-4 text-sm">
      {members.map((member) => (
        <li key={member.technicalName}>
          {member.name} <span className="text-ink-faint">{member.type === 'list' ? 'List' : fieldTypeLabels[member.valueType.type]}</span>
          {member.type === 'list' && <Inferred members={member.members} />}
        </li>
      ))}
    </ul>
  )
}
