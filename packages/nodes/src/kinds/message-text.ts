import { membersIn, type FieldMember, type Project } from '@halley/model'

/** The text fields at the top of a message, in their order: where a text can grow. */
export function textMembersOf(project: Project, messageId: string | null): FieldMember[] {
  return membersIn(project.messages[messageId ?? '']?.members ?? {}, null).flatMap((member) => (member.type === 'field' && (member.valueType.type === 'text' || member.valueType.type === 'richText') ? [member] : []))
}
