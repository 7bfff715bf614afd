import type { FieldType } from './field-types.ts'
import { inOrder } from './ids.ts'
import type { Project } from './project.ts'
import { PATTERN_TEXT_CHARACTERS } from './text-pattern.ts'

/** Ready-made patterns, as JSON Schema writes them, each with the most characters that it is tried on, so that a hostile text costs nothing. */
export const presetPatterns: Readonly<Record<NonNullable<Extract<FieldType, { type: 'text' }>['preset']>, { readonly pattern: string; readonly words: string; readonly example: string; readonly maxLength: number }>> = {
  email: { pattern: '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$', words: 'an e-mail address', example: 'ada@example.com', maxLength: 254 },
  phone: { pattern: '^\\+?[0-9 ()/-]{3,30}$', words: 'a phone number', example: '+44 20 7946 0958', maxLength: 40 },
  url: { pattern: '^https?://\\S+$', words: 'a web address', example: 'https://example.com', maxLength: 2_048 },
  uuid: { pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$', words: 'a UUID', example: '2f1c6a3e-9b7d-4c58-8f0a-6d2b1e4c7a90', maxLength: 36 },
}

/** Dates and date-times as JSON Schema patterns; whether the day exists is checked besides. */
export const DATE_PATTERN = '^\\d{4}-\\d{2}-\\d{2}$'
export const DATE_TIME_PATTERN = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$'

/** Characters of a text for which no limit was drawn: the most that a field type may ask for. */
const LONGEST_TEXT = 65_536

/** Characters of a link: what browsers and proxies take. */
const LONGEST_LINK = 2_048

/** The most characters that a value of this type may have: the limit that was drawn, or the lower one that checking it needs. */
export function longestText(type: FieldType): number {
  switch (type.type) {
    case 'text':
      return Math.min(type.maxLength ?? LONGEST_TEXT, type.preset === undefined ? LONGEST_TEXT : presetPatterns[type.preset].maxLength, type.pattern ? PATTERN_TEXT_CHARACTERS : LONGEST_TEXT)
    case 'richText':
      return type.maxLength ?? LONGEST_TEXT
    case 'link':
      return LONGEST_LINK
    default:
      return LONGEST_TEXT
  }
}

/** The schemes a link may have: those that were chosen, or all that are ever allowed. */
export function linkSchemesOf(type: Extract<FieldType, { type: 'link' }>): readonly string[] {
  return type.schemes ?? ['https', 'http', 'mailto']
}

/** The values that a choice field may hold, in the order of the choice; none when no choice is set or it is gone. */
export function choiceValues(project: Pick<Project, 'choices'>, choiceId: string | null): string[] {
  const choice = project.choices[choiceId ?? '']
  return choice === undefined ? [] : inOrder(choice.options).map((option) => option.technicalName)
}
