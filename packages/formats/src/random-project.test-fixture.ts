import { addMember, createChannel, createChoice, createFlow, createMessage, emptyProject, nameSchema, type FieldType, type Project, type Value } from '@halley/model'
import fc from 'fast-check'

/** Ids that count up. */
export function countingIds(): () => string {
  let count = 0
  return () => `i${(count += 1)}`
}

/** What people call things, and what somebody calls them who wants to break out of a label, a comment or a document. */
export const hostileName = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
    { weight: 3, arbitrary: fc.constantFrom(
      '*/ throw 1 /*', '"]; click n1 "javascript:alert(1)"', '```', '\n```\n# Heading', 'constructor', 'toString', '\u202Egnirts', 'x'.repeat(80), '日本語', '👩‍👩‍👧', "it's \\'", '-->|x|', '<script>', 'end',
      '%%{init: {}}%%', '#quot;', 'A\nB', '- item', '1. item', '@deprecated', "'; export const x = 1; '", '${x}', '`', '*alias', '&anchor', '!!js/function', 'null', 'yes', '0x10', '~', 'Ticket', 'AppEvents', 'String', '\u2028', '{{', '{key}', '#/x~1y', 'null:', '? ', '---', '...',
    ) },
  )
  .filter((name) => nameSchema.safeParse(name).success)
  .map((name) => nameSchema.parse(name))

/** The type of a field; `choice` is the index of one, when there are any. */
type DrawnType = FieldType | { readonly type: 'chosen'; readonly many: boolean; readonly choice: number }
type DrawnMember = { readonly name: string; readonly description: string; readonly required: boolean; readonly hasDefault: boolean; readonly type: DrawnType | { readonly type: 'list'; readonly members: readonly DrawnMember[] } }

const length = fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined })
const bounds = fc.option(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 50 })), { nil: undefined })
const fieldType: fc.Arbitrary<DrawnType> = fc.oneof(
  fc.record({ maxLength: length, preset: fc.constantFrom(undefined, undefined, 'email', 'uuid', 'url', 'phone'), pattern: fc.constantFrom(undefined, undefined, '^[A-Z]{2}-\\d+$', '(', '^a*$') }).map(({ maxLength, preset, pattern }): DrawnType => ({ type: 'text', ...(maxLength !== undefined && { maxLength }), ...(preset !== undefined && { preset }), ...(pattern !== undefined && { pattern }) }) as DrawnType),
  length.map((maxLength): DrawnType => ({ type: 'richText', ...(maxLength !== undefined && { maxLength }) })),
  fc.record({ limits: bounds, decimals: fc.option(fc.nat({ max: 4 }), { nil: undefined }) }).map(({ limits, decimals }): DrawnType => ({ type: 'number', ...(limits !== undefined && { min: limits[0], max: limits[0] + limits[1] }), ...(decimals !== undefined && { decimals }) })),
  fc.constantFrom<DrawnType>({ type: 'yesNo' }, { type: 'date' }, { type: 'dateTime' }, { type: 'duration' }, { type: 'link' }, { type: 'link', schemes: ['mailto', 'https'] }, { type: 'singleChoice', choiceId: null }, { type: 'multipleChoice', choiceId: null }),
  fc.record({ type: fc.constant<'chosen'>('chosen'), many: fc.boolean(), choice: fc.nat({ max: 3 }) }),
)

const drawnMembers: fc.Arbitrary<readonly DrawnMember[]> = fc.letrec<{ members: readonly DrawnMember[] }>((tie) => ({
  members: fc.array(fc.record({
    name: hostileName, description: fc.oneof(fc.constant(''), hostileName), required: fc.boolean(), hasDefault: fc.boolean(),
    type: fc.oneof({ depthSize: 'small', maxDepth: 3 }, fieldType, fc.record({ type: fc.constant<'list'>('list'), members: tie('members') })),
  }), { maxLength: 5 }),
})).members

/** A project with choices, messages and channels whose names are hostile; everything in it is as people can draw it. */
export const randomProject: fc.Arbitrary<Project> = fc
  .record({
    name: hostileName,
    choices: fc.array(fc.record({ name: hostileName, options: fc.array(hostileName, { maxLength: 4 }) }), { maxLength: 3 }),
    messages: fc.array(fc.record({ name: hostileName, description: fc.oneof(fc.constant(''), hostileName), members: drawnMembers }), { maxLength: 4 }),
    channels: fc.array(fc.record({ name: hostileName, keyName: fc.option(hostileName), carries: fc.array(fc.nat({ max: 3 }), { maxLength: 3 }), presence: fc.boolean() }), { maxLength: 3 }),
    flows: fc.array(hostileName, { maxLength: 2 }),
  })
  .map(({ name, choices, messages, channels, flows }) => {
    const newId = countingIds()
    const project = emptyProject({ id: 'random', name, technicalName: 'randomApp' })
    const choiceIds = choices.map((choice) => createChoice(project, choice, newId))
    const messageIds = messages.map(({ name: messageName, description, members }) => {
      const id = createMessage(project, { name: messageName }, newId)
      const message = project.messages[id]
      if (message !== undefined) message.description = description
      addAll(project, { messageId: id, parentId: null, choiceIds, newId }, members)
      return id
    })
    for (const { carries, presence, ...channel } of channels) {
      const id = createChannel(project, { ...channel, messageIds: [...new Set(carries.flatMap((index) => messageIds[index] ?? []))] }, newId)
      const made = project.channels[id]
      if (made !== undefined) made.presence = presence
    }
    for (const flowName of flows) createFlow(project, { name: flowName, type: 'flowchart' }, newId)
    return project
  })

type Place = { readonly messageId: string; readonly parentId: string | null; readonly choiceIds: readonly string[]; readonly newId: () => string }

function addAll(project: Project, place: Place, members: readonly DrawnMember[]): void {
  const owner = { collection: 'messages', id: place.messageId } as const
  for (const { name, description, required, hasDefault, type } of members) {
    const base = { name, parentId: place.parentId }
    const valueType = type.type === 'list' ? undefined : type.type === 'chosen' ? { type: type.many ? 'multipleChoice' as const : 'singleChoice' as const, choiceId: place.choiceIds[type.choice] ?? null } : type
    const id = addMember(project, owner, valueType === undefined ? { ...base, type: 'list' } : { ...base, type: 'field', valueType, required }, place.newId)
    const made = project.messages[place.messageId]?.members[id ?? '']
    if (made === undefined) continue
    made.description = description
    if (made.type === 'field' && hasDefault) Object.assign(made, defaultOf(made.valueType))
    if (type.type === 'list') addAll(project, { ...place, parentId: made.id }, type.members)
  }
}

// Only where there is one that surely fits.
function defaultOf(type: FieldType): { default?: Value } {
  switch (type.type) {
    case 'yesNo': return { default: false }
    case 'duration': return { default: 1_500 }
    case 'number': return { default: type.min ?? 0 }
    case 'date': return { default: '2026-02-28' }
    case 'richText': return { default: '*' }
    default: return {}
  }
}
