import type { Value } from './field-types.ts'
import { LIMITS } from './limits.ts'
import { membersIn, type FieldMember, type Members } from './members.ts'
import { choiceValues, linkSchemesOf, presetPatterns } from './payload-limits.ts'
import type { Project } from './project.ts'

/**
 * An example of a message's payload by technical names: defaults where there are some, else a value of each type, and
 * one row in each list. The same document always gives the same example. Undefined when the message is gone.
 */
export function exampleOf(project: Project, messageId: string): { readonly [name: string]: Value } | undefined {
  const message = project.messages[messageId]
  return message && exampleRecord(project, message.members, null)
}

function exampleRecord(project: Project, members: Members, parentId: string | null, level = 0): { readonly [name: string]: Value } {
  return Object.fromEntries(membersIn(members, parentId).map((member) => [
    member.technicalName,
    member.type === 'field' ? exampleValue(project, member) : level < LIMITS.listLevels ? [exampleRecord(project, members, member.id, level + 1)] : [],
  ]))
}

function exampleValue(project: Project, member: FieldMember): Value {
  if (member.default !== undefined) return member.default
  const type = member.valueType
  switch (type.type) {
    case 'text':
      if (type.preset !== undefined) return presetPatterns[type.preset].example.slice(0, type.maxLength)
      // Nothing sensible can be made up for a pattern; its Name at least shows which field it is.
      return member.name.slice(0, type.maxLength)
    case 'richText':
      return `**${member.name}**`.slice(0, type.maxLength)
    case 'number':
      return exampleNumber(type)
    case 'yesNo':
      return true
    case 'date':
      return '2026-01-31'
    case 'dateTime':
      return '2026-01-31T09:30:00Z'
    case 'duration':
      return 60_000
    case 'singleChoice':
      return choiceValues(project, type.choiceId)[0] ?? null
    case 'multipleChoice':
      return choiceValues(project, type.choiceId).slice(0, 2)
    case 'link':
      return linkSchemesOf(type).includes('https') ? 'https://example.com' : linkSchemesOf(type).includes('http') ? 'http://example.com' : 'mailto:ada@example.com'
  }
}

// 1 where it fits, else the limit that is nearest to it; limits between two steps of the decimals are rounded inwards.
function exampleNumber({ min, max, decimals }: { min?: number | undefined; max?: number | undefined; decimals?: number | undefined }): number {
  const step = 10 ** (decimals ?? 10)
  if (min !== undefined && min > 1) return Math.ceil(min * step) / step
  if (max !== undefined && max < 1) return Math.floor(max * step) / step
  return 1
}
