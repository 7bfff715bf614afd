import { renameResource, setTechnicalName, takenTechnicalNames, technicalNameProblem, type TreeName } from '@halley/model'
import { renameOrAsk } from '../breaking/breaking-change.ts'
import { Field, TextArea } from '../kit/index.ts'
import { NamesFields } from '../messages/names-fields.tsx'
import { change, projectStore, useProject } from '../stores/project-store.ts'

/** Name and technical name of a resource. */
export function ResourceNames({ tree, id }: { readonly tree: TreeName; readonly id: string }) {
  const name = useProject((project) => project[tree][id]?.name ?? '')
  const technicalName = useProject((project) => project[tree][id]?.technicalName ?? '')
  const setByHand = useProject((project) => project[tree][id]?.technicalNameSetByHand === true)
  return (
    <NamesFields
      name={name}
      technicalName={technicalName}
      setByHand={setByHand}
      onName={(next) => renameOrAsk(`Rename ${name} to ${next}`, (draft) => renameResource(draft, { collection: tree, id }, next))}
      onTechnicalName={(next) => renameOrAsk(`Technical name of ${name}`, (draft) => void setTechnicalName(draft, { collection: tree, id }, next))}
      technicalNameProblem={(next) => technicalNameProblem(next, takenTechnicalNames(projectStore.getState().project, tree, id))}
    />
  )
}

/** What a resource is for, in the words of who drew it. */
export function ResourceDescription({ tree, id }: { readonly tree: TreeName; readonly id: string }) {
  const name = useProject((project) => project[tree][id]?.name ?? '')
  const description = useProject((project) => project[tree][id]?.description ?? '')
  const put = (next: string) =>
    change(`Description of ${name}`, (draft) => {
      const resource = draft[tree][id]
      if (resource !== undefined) resource.description = next
    }, { mergeKey: `description-${id}` })
  return <Field label="Description"><TextArea rows={2} value={description} maxLength={2_000} onChange={put} /></Field>
}
