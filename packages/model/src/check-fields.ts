import type { Diagnostic, Place } from './diagnostics.ts'
import type { FieldType, Value } from './field-types.ts'
import { LIMITS } from './limits.ts'
import { membersByParent, type Member, type Members } from './members.ts'
import type { Project } from './project.ts'
import { readPattern } from './text-pattern.ts'
import { valueProblem } from './validate-payload.ts'

type TypedField = { readonly name: string; readonly valueType: FieldType; readonly default?: Value | undefined }

/** Problems of fields: of the session, and those of messages and lists, with the lists they are in. */
export function checkFields(project: Project): Diagnostic[] {
  const ofSession = Object.values(project.fields).flatMap((field) => checkField(project, field, { type: 'resource', collection: 'fields', id: field.id }))
  const ofMembers = (['messages', 'lists'] as const).flatMap((collection) => Object.values(project[collection]).flatMap((owner) => [
    ...Object.values<Member>(owner.members).flatMap((member) => (member.type === 'field' ? checkField(project, member, { type: 'resource', collection, id: owner.id, memberId: member.id }) : [])),
    ...checkLists(owner.members, { type: 'resource', collection, id: owner.id }),
  ]))
  const messages = Object.values(project.messages).filter((message) => Object.keys(message.members).length === 0).map((message): Diagnostic => ({
    code: 'message/empty', severity: 'hint', text: `"${message.name}" has no fields; it can be sent, but says nothing besides that it came.`, place: { type: 'resource', collection: 'messages', id: message.id },
  }))
  return [...ofSession, ...ofMembers, ...messages]
}

function checkField(project: Project, field: TypedField, place: Place): Diagnostic[] {
  const found: Diagnostic[] = []
  const report = (code: string, severity: Diagnostic['severity'], text: string): void => { found.push({ code, severity, text, place }) }
  const type = field.valueType
  if ('choiceId' in type) {
    if (type.choiceId === null) report('field/no_choice', 'error', `"${field.name}" is a choice without values; choose which.`)
    else if (project.choices[type.choiceId] === undefined) report('field/choice_missing', 'error', `The choice that "${field.name}" takes its values from was deleted; choose another.`)
  }
  if (type.type === 'number' && type.min !== undefined && type.max !== undefined && type.min > type.max) report('field/limits_crossed', 'error', `No number fits "${field.name}": its least (${type.min}) is over its most (${type.max}).`)
  if (type.type === 'text' && type.pattern) {
    const read = readPattern(type.pattern)
    if (!read.ok) report('field/pattern_invalid', 'error', `"${field.name}" is not checked by its pattern. ${read.text}`)
  }
  // A default that does not fit because its choice is gone has been said already.
  if (field.default !== undefined && found.length === 0) {
    const problem = valueProblem(project, type, field.default)
    if (problem !== undefined) report('field/default_invalid', 'error', `The default of "${field.name}" does not fit: it ${problem}.`)
  }
  return found
}

function checkLists(members: Members, place: Extract<Place, { type: 'resource' }>): Diagnostic[] {
  const inside = membersByParent(members)
  return Object.values(members).flatMap((member): Diagnostic[] => {
    const at = { ...place, memberId: member.id }
    if (member.parentId !== null && members[member.parentId]?.type !== 'list') return [{ code: 'list/parent_missing', severity: 'error', text: `"${member.name}" is in a list that is not there, so it is neither shown nor sent. Add it again, and choose it where it was used.`, place: at }]
    if (member.type !== 'list') return []
    if (isDeeper(members, member.id, LIMITS.listLevels)) return [{ code: 'list/too_deep', severity: 'error', text: `"${member.name}" is nested in more than ${LIMITS.listLevels - 1} lists; move it up.`, place: at }]
    return inside.has(member.id) ? [] : [{ code: 'list/empty', severity: 'hint', text: `The list "${member.name}" has no fields, so its rows say nothing; add one.`, place: at }]
  })
}

/** Is a list nested in more levels than these, itself counted? A list that is in itself is, too. */
function isDeeper(members: Members, listId: string, levels: number): boolean {
  let at: string | null = listId
  for (let level = 0; level < levels && at !== null; level += 1) at = members[at]?.parentId ?? null
  return at !== null
}
