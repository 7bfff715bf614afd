import type { FieldType, Value } from './field-types.ts'
import { LIMITS } from './limits.ts'
import { membersIn, type FieldMember, type Members } from './members.ts'
import { choiceValues, DATE_PATTERN, DATE_TIME_PATTERN, linkSchemesOf, longestText, presetPatterns } from './payload-limits.ts'
import type { Project } from './project.ts'
import { readPattern } from './text-pattern.ts'

/** A JSON Schema, as plain JSON. */
export type JsonSchema = { readonly [keyword: string]: Value }

/** The JSON Schema (2020-12) of a message's payload by technical names, or undefined when the message is gone. It allows exactly what `validatePayload` does. */
export function messageJsonSchema(project: Project, messageId: string): JsonSchema | undefined {
  const message = project.messages[messageId]
  if (message === undefined) return undefined
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: message.name,
    ...described(message.description),
    ...recordSchema(project, message.members, null),
  }
}

function recordSchema(project: Project, members: Members, parentId: string | null, level = 0): JsonSchema {
  const inside = membersIn(members, parentId)
  const required = inside.filter((member) => member.type === 'field' && member.required && member.default === undefined).map((member) => member.technicalName)
  return {
    type: 'object',
    properties: Object.fromEntries(inside.map((member) => [
      member.technicalName,
      member.type === 'field' ? fieldSchemaOf(project, member) : { title: member.name, ...described(member.description), type: ['array', 'null'], maxItems: LIMITS.listRows, items: level < LIMITS.listLevels ? recordSchema(project, members, member.id, level + 1) : { type: 'object' } },
    ])),
    ...(required.length > 0 && { required: [...new Set(required)] }),
    additionalProperties: false,
  }
}

function fieldSchemaOf(project: Project, member: FieldMember): JsonSchema {
  const schema = typeSchema(project, member.valueType)
  // What is not required may be unknown, which is null; what is required and has a default may be left out, but not null.
  // An empty text is not an answer where one is required.
  const asked = member.required && schema['type'] === 'string' && schema['enum'] === undefined ? { ...schema, minLength: 1 } : schema
  // Nothing fits a required choice without options, and many readers refuse an empty `enum`.
  const isImpossible = member.required && Array.isArray(schema['enum']) && schema['enum'].length === 0
  const nullable: JsonSchema = isImpossible ? { type: 'string', not: {} } : member.required ? asked : { ...schema, ...(typeof schema['type'] === 'string' && { type: [schema['type'], 'null'] }), ...(Array.isArray(schema['enum']) && { enum: [...schema['enum'], null] }) }
  return { title: member.name, ...nullable, ...described(member.description), ...(member.default !== undefined && { default: member.default }) }
}

function typeSchema(project: Project, type: FieldType): JsonSchema {
  switch (type.type) {
    case 'text': {
      const preset = type.preset === undefined ? [] : [presetPatterns[type.preset].pattern]
      const patterns = [...preset, ...(type.pattern && readPattern(type.pattern).ok ? [type.pattern] : [])]
      return {
        type: 'string',
        maxLength: longestText(type),
        ...(patterns.length === 1 ? { pattern: patterns[0] ?? '' } : patterns.length > 1 ? { allOf: patterns.map((pattern) => ({ pattern })) } : {}),
      }
    }
    case 'richText':
      return { type: 'string', contentMediaType: 'text/markdown', maxLength: longestText(type) }
    case 'number':
      return {
        type: type.decimals === 0 ? 'integer' : 'number',
        ...(type.min !== undefined && { minimum: type.min }),
        ...(type.max !== undefined && { maximum: type.max }),
        ...(type.decimals !== undefined && type.decimals > 0 && { multipleOf: Number(`1e-${type.decimals}`) }),
      }
    case 'yesNo':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date', pattern: DATE_PATTERN }
    case 'dateTime':
      return { type: 'string', format: 'date-time', pattern: DATE_TIME_PATTERN }
    case 'duration':
      return { type: 'integer', description: 'Milliseconds.', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
    case 'singleChoice':
      return { type: 'string', enum: [...new Set(choiceValues(project, type.choiceId))] }
    case 'multipleChoice':
      return choiceValues(project, type.choiceId).length === 0 ? { type: 'array', maxItems: 0 } : { type: 'array', uniqueItems: true, items: { type: 'string', enum: [...new Set(choiceValues(project, type.choiceId))] } }
    case 'link':
      return { type: 'string', format: 'uri', maxLength: longestText(type), pattern: `^(${linkSchemesOf(type).join('|')}):\\S+$` }
  }
}

function described(description: string): { description?: string } {
  return description === '' ? {} : { description }
}
