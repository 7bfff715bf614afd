import type { Project, ValueTarget } from '@halley/model'
import type { PreparedTarget } from './node-kind.ts'
import { recordOf, valueTypeOf } from './scope.ts'

/** Resolves a target by id to its names and type; undefined when what it pointed at is gone. */
export function resolveTarget(project: Project, target: ValueTarget): PreparedTarget | undefined {
  switch (target.type) {
    case 'field': {
      const field = project.fields[target.fieldId]
      return field && { path: [field.technicalName], type: valueTypeOf(field.valueType, project), label: field.name }
    }
    case 'list': {
      const list = project.lists[target.listId]
      if (list === undefined || list.storage !== 'session') return undefined
      return { path: [list.technicalName], type: { type: 'list', of: recordOf(list.members, project) }, label: list.name }
    }
    case 'messageMember': {
      const message = project.messages[target.messageId]
      const member = message?.members[target.memberId]
      // A member inside a nested list has no single place; its rows are assigned through the list.
      if (message === undefined || member === undefined || member.parentId !== null) return undefined
      const type = member.type === 'field' ? valueTypeOf(member.valueType, project) : { type: 'list' as const, of: recordOf(message.members, project, member.id) }
      return { path: [message.technicalName, member.technicalName], type, label: `${message.name} › ${member.name}` }
    }
  }
}

/** The field type behind a target, which says what an input may hold; undefined for lists and what is gone. */
export function fieldTypeOfTarget(project: Project, target: ValueTarget) {
  if (target.type === 'field') return project.fields[target.fieldId]?.valueType
  if (target.type === 'list') return undefined
  const member = project.messages[target.messageId]?.members[target.memberId]
  return member?.type === 'field' ? member.valueType : undefined
}
