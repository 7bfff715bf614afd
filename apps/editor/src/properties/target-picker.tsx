import { inOrder, membersIn, type Project, type ValueTarget } from '@halley/model'
import { useMemo } from 'react'
import { Select, type SelectOption } from '../kit/index.ts'
import { useProjectShallow } from '../stores/project-store.ts'

/** Chooses what a value is stored in: a field of the session, a session list, or a field or list of a message; or a list only, stored ones among them. */
export function TargetPicker({ label, value, onChange, invalid, only }: { readonly only?: 'lists'; readonly label: string; readonly value: ValueTarget | null; readonly onChange: (target: ValueTarget) => void; readonly invalid: boolean }) {
  const data = useProjectShallow(({ fields, lists, messages }) => ({ fields, lists, messages }))
  const targets = useMemo(() => (only === 'lists' ? listsOf(data) : targetsOf(data)), [data, only])
  const key = value === null ? null : keyOf(value)
  return <Select size="small" className="text-xs" label={label} value={key} options={targets} placeholder={value === null ? `Choose a ${only === 'lists' ? 'list' : 'field'}` : 'Deleted; choose again'} invalid={invalid} onChange={(next) => onChange(targetOf(next))} />
}

function listsOf(data: Pick<Project, 'fields' | 'lists' | 'messages'>): SelectOption[] {
  return [...targetsOf(data), ...storedLists(data)].filter(({ value }) => {
    const target = targetOf(value)
    return target.type === 'list' || (target.type === 'messageMember' && data.messages[target.messageId]?.members[target.memberId]?.type === 'list')
  })
}

function targetsOf({ fields, lists, messages }: Pick<Project, 'fields' | 'lists' | 'messages'>): SelectOption[] {
  return [
    ...inOrder(messages).flatMap((message) => membersIn(message.members, null).map((member) => ({ value: keyOf({ type: 'messageMember', messageId: message.id, memberId: member.id }), label: `${message.name}.${member.name}`, icon: <Dot hue={message.hue} /> }))),
    ...inOrder(fields).map((field) => ({ value: keyOf({ type: 'field', fieldId: field.id }), label: field.name, icon: <Dot hue={null} /> })),
    ...inOrder(lists).flatMap((list) => (list.storage === 'session' ? [{ value: keyOf({ type: 'list', listId: list.id }), label: list.name, icon: <Dot hue={null} /> }] : [])),
  ]
}

/** Rows of a stored list are changed by nodes that work on lists, and by nothing else. */
function storedLists({ lists }: Pick<Project, 'lists'>): SelectOption[] {
  return inOrder(lists).flatMap((list) => (list.storage === 'stored' ? [{ value: keyOf({ type: 'list', listId: list.id }), label: `${list.name} (stored)`, icon: <Dot hue={null} /> }] : []))
}

function Dot({ hue }: { readonly hue: number | null }) {
  return <span aria-hidden="true" className="size-2 shrink-0 rounded-full border border-line-control" style={hue === null ? undefined : { background: `var(--hue-${hue})`, borderColor: 'transparent' }} />
}

function keyOf(target: ValueTarget): string {
  switch (target.type) {
    case 'field': return `field/${target.fieldId}`
    case 'list': return `list/${target.listId}`
    case 'messageMember': return `message/${target.messageId}/${target.memberId}`
  }
}

function targetOf(key: string): ValueTarget {
  const [type, first = '', second = ''] = key.split('/')
  return type === 'field' ? { type: 'field', fieldId: first } : type === 'list' ? { type: 'list', listId: first } : { type: 'messageMember', messageId: first, memberId: second }
}
