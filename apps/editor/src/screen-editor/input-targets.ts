import { inOrder, membersIn, type Project, type ValueTarget } from '@halley/model'

/** One thing an input can fill in; `hue` is that of its message, null for a field of the session. */
export type TargetOption = { readonly key: string; readonly target: ValueTarget; readonly label: string; readonly name: string; readonly hue: number | null }

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

/** Names a target by what it points at. */
export function targetKey(target: ValueTarget): string {
  switch (target.type) {
    case 'field': return `field/${target.fieldId}`
    case 'list': return `list/${target.listId}`
    case 'messageMember': return `member/${target.messageId}/${target.memberId}`
  }
}
