import { createExpressionLanguage, EXPRESSION_LIMITS, functionLibrary, plainText, typeInWords, type FunctionDoc, type Scope, type ValueType } from '@halley/engine'
import { readFileSync } from 'node:fs'

const language = createExpressionLanguage()

const text = { type: 'text' } as const
const number = { type: 'number' } as const

/** The data that the examples of the page read; it is shown at its top. */
const scope: Scope = {
  variables: {
    Ticket: { type: 'record', fields: { subject: text, priority: { type: 'choice', values: ['low', 'high'], labels: { low: 'Low', high: 'High' } }, createdAt: { type: 'dateTime' }, due: { type: 'date' }, urgent: { type: 'yesNo' }, closedBy: text } },
    lines: { type: 'list', of: { type: 'record', fields: { item: text, price: number, count: number, done: { type: 'yesNo' } } } },
    count: number,
    presence: { type: 'record', fields: { room: { type: 'record', fields: { count: number, members: { type: 'list', of: { type: 'record', fields: { id: text, userId: text, name: text, since: { type: 'dateTime' }, keys: { type: 'list', of: text } } } } } } } },
    anything: { type: 'any' },
  },
}
const values: Readonly<Record<string, unknown>> = {
  Ticket: { subject: 'Printer', priority: 'high', createdAt: '2026-01-30T08:00:00.000Z', due: '2026-01-31', urgent: true, closedBy: null },
  lines: [{ item: 'Toner', price: 20, count: 1, done: false }, { item: 'Paper', price: 5, count: 3, done: true }],
  count: 3,
  presence: { room: { count: 2, members: [{ id: 'm-1', userId: 'ann', name: 'Ann', since: '2026-01-30T09:50:00.000Z', keys: ['lobby'] }, { id: 'm-2', userId: 'ben', name: 'Ben', since: '2026-01-30T09:58:00.000Z', keys: ['lobby', 'garden'] }] } },
  anything: { word: 'found' },
  now: '2026-01-30T10:00:00.000Z',
}

type Row = readonly [expression: string, meaning: string]

const operators: readonly Row[] = [
  ['count + 2 * 5', 'Numbers: `+`, `-`, `*`, `/`, `%` (rest), with `*` before `+`; parentheses change that.'],
  ["Ticket.subject + ' on fire'", 'Texts are joined by `+`; write `text(…)` around what is no text.'],
  ['lines.map(line, line.item) + [\'Ink\']', 'Lists are joined by `+`.'],
  ['0.1 + 0.2', 'Decimals add up as people expect.'],
  ['7 / 2', 'Dividing gives decimals; dividing by 0 is an error.'],
  ["Ticket.priority == 'high'", 'Equal; `!=` is not equal. A choice is compared with the technical names of its options.'],
  ['count >= 3', 'Order: `<`, `<=`, `>`, `>=`, for numbers, texts, dates and durations.'],
  ["Ticket.urgent && count > 5", 'And.'],
  ["Ticket.urgent || count > 5", 'Or.'],
  ['!Ticket.urgent', 'Not.'],
  ["Ticket.urgent ? 'now' : 'later'", 'One of two values, by a condition.'],
  ["'Paper' in lines.map(line, line.item)", 'Is in a list.'],
  ['lines[0].item', 'The row with this number (the first is 0); unknown where there is none.'],
  ['Ticket.subject', 'The field of a message or of a row.'],
  ["{'subject': Ticket.subject, 'count': count}", 'A group of fields, written out.'],
  ['[1, 2, 3]', 'A list, written out.'],
]

const unknownRules: readonly Row[] = [
  ['Ticket.closedBy', 'A field without a value is unknown.'],
  ["Ticket.closedBy + '!'", 'What is worked out from something unknown is unknown.'],
  ["Ticket.closedBy == 'Ann'", 'So is a comparison: a Decision leaves by *Unknown*.'],
  ['Ticket.closedBy == null', 'Only comparing with `null` itself tells, as `isUnknown` does.'],
  ["Ticket.closedBy == 'Ann' || true", 'Unless the other side settles it.'],
  ["orElse(Ticket.closedBy, 'nobody')", 'Gives another value instead.'],
  ['lines[7].item', 'A row that is not there is unknown, and so are its fields.'],
]

const dateRules: readonly Row[] = [
  ["date('2026-01-31')", 'A date has no time; it is a whole day.'],
  ["dateTime('2026-01-31T10:00:00Z')", 'A date with time is kept in UTC.'],
  ['now', 'The moment at which this is worked out; the same in the whole expression.'],
  ['now - Ticket.createdAt', 'The time between two moments is a duration.'],
  ['now + hours(2)', 'A moment and a duration give a moment.'],
  ['Ticket.due + days(1)', 'A date moves by whole days.'],
  ['hours(1) + minutes(30)', 'Durations add up.'],
  ['now - Ticket.createdAt > minutes(90)', 'Durations and moments are compared.'],
  ['inMinutes(now - Ticket.createdAt)', 'A duration becomes a number in the unit you say.'],
  ["format(now, 'dd.MM.yyyy HH:mm')", 'A moment becomes text after a pattern.'],
]

const presenceRows: readonly Row[] = [
  ['presence.room.count', 'How many are on the channel `room`.'],
  ['presence.room.members.map(member, member.name)', 'Who they are, the first who came first. Unknown when they are more than 200; the count is known all the same.'],
  ["presence.room.members.exists(member, member.userId == 'ann')", 'Is somebody there?'],
  ["size(presence.room.members.filter(member, 'garden' in member.keys))", 'How many are at one key of the channel.'],
  ['now - first(presence.room.members).since > minutes(5)', 'Since when somebody is there.'],
]

const templates: readonly Row[] = [
  ['{Ticket.subject}: {size(lines)} lines', 'Texts of screens, logs and requests hold expressions in braces.'],
  ['{{not an expression}}', 'Two braces are one.'],
  ['Closed by {Ticket.closedBy}.', 'What is unknown is written as nothing.'],
]

const types: readonly (readonly [ValueType, string, string])[] = [
  [{ type: 'text' }, "`'text'` in straight quotes, single or double", 'text, rich text, link'],
  [{ type: 'number' }, '`5`, `2.5`', 'number'],
  [{ type: 'yesNo' }, '`true`, `false`', 'yes/no'],
  [{ type: 'date' }, "`date('2026-01-31')`", 'date'],
  [{ type: 'dateTime' }, "`dateTime('2026-01-31T10:00:00Z')`", 'date and time'],
  [{ type: 'duration' }, '`days(1)`, `hours(2)`, `minutes(30)`, `seconds(10)`', 'duration'],
  [{ type: 'choice', values: [] }, "the technical name of an option: `'high'`", 'single choice; a multiple choice is a list of them'],
  [{ type: 'list', of: { type: 'any' } }, '`[1, 2]`', 'lists, multiple choice'],
  [{ type: 'record', fields: {} }, "`{'name': 'Ann'}`", 'messages, rows'],
  [{ type: 'unknown' }, '`null`', 'any field without a value'],
]

/** docs/expressions.md: the language with every function; each example is worked out while the page is made. */
export function expressionsPage(): string {
  const groups = [...new Set(functionLibrary.map(({ group }) => group))]
  return `# Expressions

One small language for conditions, assignments and texts. It is checked while you type, against the data there is; it cannot wait, change anything or reach out, and it always ends.
Every result on this page was worked out by the language itself. The examples read this data:

\`\`\`json
${JSON.stringify(values, null, 2)}
\`\`\`

[Operators](#operators) · [Types](#types) · [Unknown](#unknown) · [Dates and durations](#dates-and-durations) · [Texts](#texts) · [Who is there](#who-is-there) · ${groups.map((group) => `[${titleOf(group)}](#${titleOf(group).toLowerCase().replaceAll(' ', '-')})`).join(' · ')} · [Limits](#limits)

Mistakes and what to do about them: [diagnostics.md](diagnostics.md#mistakes-in-expressions).

## Operators

${table(operators)}

## Types

| type | written | fields |
|---|---|---|
${types.map(([type, written, fields]) => `| ${typeInWords(type)} | ${written} | ${fields} |`).join('\n')}

A text is never taken for a number, nor the other way round: write \`number(…)\` or \`text(…)\`. A choice is taken where text is needed.

## Unknown

${table(unknownRules)}

## Dates and durations

${table(dateRules)}

## Texts

| text | becomes | |
|---|---|---|
${templates.map(([source, meaning]) => `| \`${source}\` | ${filled(source)} | ${meaning} |`).join('\n')}

## Who is there

${table(presenceRows)}

\`presence\` has the channels whose presence is on, by technical name. It is known while the session listens on the channel, from its *Start listening* on; before and after that it is unknown, and naming a channel
whose presence is off is a problem. Who listens to one key sees those at that key; who listens to several sees them together, each with their \`keys\`; who listens to every key sees everybody, and is seen only by others who do.
A person is there with each client that listens (one \`userId\`, several \`id\`s) until the client stops to listen, leaves, or has lost its connection for 15 seconds. The service session sees who is there and is not seen.

${groups.map((group) => `## ${titleOf(group)}\n\n${functionTable(functionLibrary.filter((doc) => doc.group === group))}`).join('\n\n')}

A function can stand behind its first value: \`Ticket.subject.upper()\` is \`upper(Ticket.subject)\`.

## Limits

| limit | value | unit and reason |
|---|---|---|
${limitRows()}
`
}

// "Text" and "Unknown" are sections of the language already.
function titleOf(group: string): string {
  return `${group} functions`
}

function functionTable(docs: readonly FunctionDoc[]): string {
  return `| function | what it does | example | gives |\n|---|---|---|---|\n${docs.map((doc) => {
    const source = exampleOf(doc)
    return `| \`${cell(doc.signature)}\` | ${cell(doc.help)} | \`${cell(source)}\` | \`${cell(worked(source))}\` |`
  }).join('\n')}`
}

function exampleOf(doc: FunctionDoc): string {
  return doc.example.split(' → ')[0] ?? doc.example
}

function table(rows: readonly Row[]): string {
  return `| expression | gives | |\n|---|---|---|\n${rows.map(([source, meaning]) => `| \`${cell(source)}\` | \`${cell(worked(source))}\` | ${cell(meaning)} |`).join('\n')}`
}

/** Works an expression out over the data of the page, and writes the result as the language would; throws when it cannot be. */
function worked(source: string): string {
  const compiled = language.compile(source, scope)
  if (!compiled.ok) throw new Error(`docs/expressions.md: \`${source}\` is not right: ${compiled.errors[0]?.message ?? ''} Correct the example, or add what it reads to the data in scripts/docs/expressions-page.ts.`)
  const result = compiled.evaluate(values)
  if (!result.ok) throw new Error(`docs/expressions.md: \`${source}\` fails: ${result.error.message}`)
  return written(result.value, compiled.type)
}

function written(value: unknown, type: ValueType): string {
  if (value === null) return 'unknown'
  if (typeof value === 'string' && (type.type === 'date' || type.type === 'dateTime')) return value
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map((item) => written(item, type.type === 'list' ? type.of : { type: 'any' })).join(', ')}]`
  if (typeof value === 'object') return `{${Object.entries(value).map(([name, part]) => `'${name}': ${written(part, type.type === 'record' ? (type.fields[name] ?? { type: 'any' }) : { type: 'any' })}`).join(', ')}}`
  return plainText(value, type)
}

function filled(source: string): string {
  const compiled = language.compileTemplate(source, scope)
  if (!compiled.ok) throw new Error(`docs/expressions.md: the text \`${source}\` is not right: ${compiled.errors[0]?.message ?? ''}`)
  const result = compiled.evaluate(values)
  if (!result.ok) throw new Error(`docs/expressions.md: the text \`${source}\` fails: ${result.error.message}`)
  return result.text
}

/** Limits with the comments beside them, which say unit and reason. */
function limitRows(): string {
  const source = readFileSync(new URL('../../packages/engine/src/expressions/expression-limits.ts', import.meta.url), 'utf8')
  return Object.entries(EXPRESSION_LIMITS).map(([name, value]) => {
    const comment = new RegExp(`/\\*\\* (.+?) \\*/\\s*readonly ${name}:`).exec(source)?.[1]
    if (comment === undefined) throw new Error(`The limit ${name} of expressions has no comment with its unit and reason.`)
    return `| \`${name}\` | ${value.toLocaleString('en')} | ${comment} |`
  }).join('\n')
}

function cell(words: string): string {
  return words.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
