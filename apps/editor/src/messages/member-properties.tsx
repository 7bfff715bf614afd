import { setMemberTechnicalName, renameMember, takenMemberNames, technicalNameProblem, type FieldMember, type FieldType, type Member, type MemberOwner, type Project } from '@halley/model'
import { useState } from 'react'
import { renameOrAsk } from '../breaking/breaking-change.ts'
import { Checkbox, Field, TextArea } from '../kit/index.ts'
import { UsageList } from '../resources/usage-list.tsx'
import { memberUsages } from '../resources/usages.ts'
import { change, projectStore, useProject } from '../stores/project-store.ts'
import { RetypeDialog } from './breaking-dialogs.tsx'
import { DefaultValueField } from './default-value-field.tsx'
import { FieldTypePicker } from './field-type-picker.tsx'
import { NamesFields } from './names-fields.tsx'
import { isAnotherType, retype } from './retype.ts'

/** Everything about one field or list of a message or list, and where it is used. */
export function MemberProperties({ owner, member }: { readonly owner: MemberOwner; readonly member: Member }) {
  const [nextType, setNextType] = useState<FieldType | null>(null)
  const usages = useProject((project) => memberUsages(project, owner, member.id))
  const label = `Change ${member.name}`
  const put = (recipe: (member: Member) => void, key: string) => change(label, (draft) => withMember(draft, owner, { memberId: member.id, recipe }), { mergeKey: `${member.id}-${key}` })
  const putField = (recipe: (member: FieldMember) => void, key: string) => put((draft) => draft.type === 'field' && recipe(draft), key)
  const giveType = (valueType: FieldType) => putField((draft) => retype(draft, valueType), 'type')
  return (
    <section aria-label={`Properties of ${member.name}`} className="flex max-h-[60%] min-h-0 flex-col gap-3 overflow-auto border-t border-line px-3 py-3">
      <div className="grid grid-cols-2 gap-3">
        <NamesFields
          name={member.name}
          technicalName={member.technicalName}
          setByHand={member.technicalNameSetByHand}
          onName={(name) => renameOrAsk(`Rename ${member.name} to ${name}`, (draft) => renameMember(draft, owner, member.id, name))}
          onTechnicalName={(technicalName) => renameOrAsk(`Technical name of ${member.name}`, (draft) => void setMemberTechnicalName(draft, owner, member.id, technicalName))}
          technicalNameProblem={(technicalName) => technicalNameProblem(technicalName, takenIn(projectStore.getState().project, owner, member))}
        />
      </div>
      {member.type === 'field' && (
        <>
          <FieldTypePicker value={member.valueType} choiceName={member.name} onChange={(type) => (isAnotherType(member.valueType, type) && usages.length > 0 ? setNextType(type) : giveType(type))} />
          <Checkbox label="Required" checked={member.required} help="A message without it is refused before it is sent." onChange={(required) => putField((draft) => { draft.required = required }, 'required')} />
          <DefaultValueField
            type={member.valueType}
            value={member.default}
            onChange={(value) => putField((draft) => {
              if (value === undefined) delete draft.default
              else draft.default = value
            }, 'default')}
          />
        </>
      )}
      <Field label="Description"><TextArea rows={2} value={member.description} maxLength={2_000} onChange={(description) => put((draft) => { draft.description = description }, 'description')} /></Field>
      <details>
        <summary className="cursor-default text-xs font-medium text-ink-soft">{usages.length === 0 ? 'Not used yet' : usages.length === 1 ? 'Used in 1 place' : `Used in ${usages.length} places`}</summary>
        <UsageList label={`Usages of ${member.name}`} usages={usages} />
      </details>
      {nextType !== null && (
        <RetypeDialog
          memberName={member.name}
          type={nextType}
          usages={usages}
          recipe={(draft) => withMember(draft, owner, { memberId: member.id, recipe: (it) => it.type === 'field' && retype(it, nextType) })}
          onClose={() => setNextType(null)}
          onChange={() => {
            giveType(nextType)
            setNextType(null)
          }}
        />
      )}
    </section>
  )
}

function withMember(draft: Project, owner: MemberOwner, { memberId, recipe }: { readonly memberId: string; readonly recipe: (member: Member) => unknown }): void {
  const member = draft[owner.collection][owner.id]?.members[memberId]
  if (member !== undefined) recipe(member)
}

function takenIn(project: Project, owner: MemberOwner, member: Member): ReadonlySet<string> {
  return takenMemberNames(project[owner.collection][owner.id]?.members ?? {}, member.parentId, member.id).technicalNames
}
