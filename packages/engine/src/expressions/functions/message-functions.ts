import { spend, spendOnComparing, keepTextShort, type Frame } from '../frame.ts'
import { areEqual, readField } from '../json-value.ts'
import { instantOf } from '../moments.ts'
import { plainText } from '../plain-text.ts'
import { DURATION, TEXT, type DescribedType, type ValueType } from '../value-type.ts'
import { textAt, type FunctionDefinition } from './function-definition.ts'

const group = 'Message and event'
const message = { name: 'message', accepts: ['record'] } as const

/** Functions that work on a message or a row as a whole, and on the times of events. */
export const messageFunctions: readonly FunctionDefinition[] = [
  {
    name: 'describe', group, help: 'Writes the fields of a message, a row or an event as one text; what is unknown is left out. For a log, or a notification.', example: 'describe(Ticket)', parameters: [message], result: TEXT,
    apply: ([given], frame, types) => {
      const parts: string[] = []
      let length = 0
      for (const [name, type] of fieldsOf(types[0])) {
        spend(frame, 1)
        const value = readField(given, name)
        if (value === null) continue
        const part = `${type.label ?? name}: ${describeValue(value, type)}`
        length += part.length + 2
        keepTextShort(frame, length)
        parts.push(part)
      }
      return parts.join(', ')
    },
  },
  {
    name: 'changes', group, help: 'Gives the names of the fields in which two messages, or two rows, differ.', example: "changes({'state': 'open', 'place': 'here'}, {'state': 'closed', 'place': 'here'}) → ['state']",
    parameters: [message, { name: 'other', accepts: ['record'] }], result: { type: 'list', of: TEXT },
    apply: ([left, right], frame, types) => fieldsOf(types[0]).filter(([name]) => !isSame(frame, readField(left, name), readField(right, name))).map(([name, { label }]) => label ?? name),
  },
  {
    name: 'age', group, help: 'Says how long ago something was: an event by age(event.sentAt), a row by the time that it was last modified. What is still to come has a negative age.', example: 'age(Ticket.createdAt)',
    parameters: [{ name: 'date', accepts: ['dateTime', 'date'] }], result: DURATION, readsNow: true,
    apply: (given, frame) => instantOf(String(readField(frame.values, 'now'))) - instantOf(textAt(given, 0)),
  },
]

function fieldsOf(type: ValueType | undefined): [string, DescribedType][] {
  return type?.type === 'record' ? Object.entries(type.fields) : []
}

function describeValue(value: unknown, type: ValueType): string {
  if (type.type === 'choice' && typeof value === 'string') return type.labels?.[value] ?? value
  if (type.type === 'list' && type.of.type === 'record' && Array.isArray(value)) return value.length === 1 ? '1 row' : `${value.length} rows`
  return plainText(value, type)
}

function isSame(frame: Frame, left: unknown, right: unknown): boolean {
  return areEqual(left, right, (one, other) => {
    spend(frame, 1)
    spendOnComparing(frame, one, other)
  })
}
