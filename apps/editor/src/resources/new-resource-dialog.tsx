import { collectionOf, deriveTechnicalName, freeTechnicalName, nameCaseOf, takenNames, takenTechnicalNames, technicalNameProblem, type FieldType, type FlowType, type Shelf } from '@halley/model'
import { useState } from 'react'
import { Button, Dialog, Field, TextInput } from '../kit/index.ts'
import { FieldTypePicker } from '../messages/field-type-picker.tsx'
import { useProject } from '../stores/project-store.ts'
import { createResource } from './resource-actions.ts'
import { closeResourceDialog } from './resource-pane-store.ts'
import { treeWords } from './resource-trees.ts'

const flowWords: Readonly<Record<FlowType, string>> = { flowchart: 'flowchart', action: 'action flowchart', endpoint: 'endpoint flow' }

/** Asks for the Name of something new and, if one likes, for its technical name, which is derived while typing. */
export function NewResourceDialog({ tree, folderId, flowType, initialName }: { readonly tree: Shelf; readonly folderId: string | null; readonly flowType: FlowType; readonly initialName: string }) {
  const [name, setName] = useState(initialName)
  const [typed, setTyped] = useState<string | null>(null)
  const [valueType, setValueType] = useState<FieldType>({ type: 'text' })
  const project = useProject((current) => current)
  const taken = takenTechnicalNames(project, collectionOf(tree))
  const derived = name.trim() === '' ? '' : deriveTechnicalName(name, nameCaseOf(collectionOf(tree)), taken)
  const technicalName = typed ?? derived
  const technicalProblem = typed === null || typed === '' ? undefined : technicalNameProblem(typed, taken)
  const nameTaken = takenNames(project, collectionOf(tree)).has(name.trim())
  const one = tree === 'flows' ? flowWords[flowType] : treeWords[tree].one
  const ready = name.trim() !== '' && technicalProblem === undefined && !nameTaken

  const create = () => {
    if (!ready) return
    closeResourceDialog()
    createResource(tree, { name: name.trim(), technicalName: typed === null || typed === '' ? undefined : typed, folderId, flowType, valueType })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && closeResourceDialog()}
      title={`New ${one}`}
      width="narrow"
      actions={
        <>
          <Button onClick={closeResourceDialog}>Cancel</Button>
          <Button variant="primary" disabled={!ready} onClick={create}>Create</Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          create()
        }}
      >
        <Field label="Name" error={nameTaken ? `There is already ${article(one)} called “${name.trim()}”.` : null}>
          <TextInput value={name} onChange={setName} maxLength={80} autoFocus selectOnMount required />
        </Field>
        <Field label="Technical name" help={typed === null ? 'Optional. Expressions, topics and exports use it.' : undefined} error={technicalProblem}>
          <TextInput mono value={technicalName} onChange={(next) => setTyped(next === '' ? null : next)} maxLength={63} placeholder="From the name" />
        </Field>
        {typed !== null && taken.has(typed) && (
          <div><Button size="small" onClick={() => setTyped(freeTechnicalName(typed, taken))}>Use {freeTechnicalName(typed, taken)}</Button></div>
        )}
        {tree === 'fields' && <FieldTypePicker value={valueType} onChange={setValueType} opensChoices={false} />}
        {/* Enter in a text field presses the form's submit button. */}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  )
}

function article(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}
