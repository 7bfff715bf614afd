import { inOrder, membersIn, type Project, type ValueTarget } from '@halley/model'
import { useMemo } from 'react'
import { Field, Select } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { useProjectShallow } from '../stores/project-store.ts'

type TargetOption = { readonly key: string; readonly target: ValueTarget; readonly label: string; readonly name: string; readonly hue: number | null }

/** Chooses what an input fills in: a field of a message, or a field of the session. */
export function TargetField({ value, onChange }: { readonly value: ValueTarget | null; readonly onChange: (target: ValueTarget | null, label: string | null) => void }) {
  const data = useProjectShallow(({ messages, fields }) => ({ messages, fields }))
  const options = useMemo(() => inputTargets(data), [data])
  const key = value === null ? null : targetKey(value)
  const isGone = key !== null && !options.some((option) => option.key === key)
  return (
    <Field label="Fills in" error={key === null ? 'Choose the field that this input fills in.' : isGone ? 'What this input filled in is gone; choose another field.' : null}>
      <Select
        value={key}
        placeholder="Choose a field"
        options={options.map((option) => ({ value: option.key, label: option.label, icon: <ResourceIcon tree={option.hue === null ? 'fields' : 'messages'} hue={option.hue} /> }))}
        onChange={(next) => {
          const chosen = options.find((option) => option.key === next)
          if (chosen !== undefined) onChange(chosen.target, chosen.name)
        }}
      />
    </Field>
  )
}

/** Everything an input can fill in: the top fields of messages, then the fields of the session. */
export function inputTargets({ messages, fields }: Pick<Project, 'messages' | 'fields'>): TargetOption[] {
  const ofMessages = inOrder(messages).flatMap((message) =>
    membersIn(message.members, null).flatMap((member): TargetOption[] => {
      if (member.type !== 'field') return []
      const target: ValueTarget = { type: 'messageMember', messageId: message.id, memberId: member.id }
      return [{ key: targetKey(target), target, label: `${message.name} › ${member.name}`, name: member.name, hue: message.hue }]
    }),
  )
  const ofSession = inOrder(fields).map((field): TargetOption => {
    const target: ValueTarget = { type: 'field', fieldId: field.id }
    return { key: targetKey(target), target, label: field.name, name: field.name, hue: null }
  })
  return [...ofMessages, ...ofSession]
}

function targetKey(target: ValueTarget): string {
  switch (target.type) {
    case 'field': return `field/${target.fieldId}`
    case 'list': return `list/${target.listId}`
    case 'messageMember': return `member/${target.messageId}/${target.memberId}`
  }
}
