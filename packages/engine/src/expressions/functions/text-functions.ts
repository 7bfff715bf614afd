import { ExpressionFault } from '../expression-error.ts'
import { keepListShort, keepTextShort } from '../frame.ts'
import { plainText } from '../plain-text.ts'
import { ANY, NUMBER, TEXT, YES_NO } from '../value-type.ts'
import { listAt, numberAt, textAt, type FunctionDefinition } from './function-definition.ts'

const text = { name: 'text', accepts: ['text'] } as const
const group = 'Text'

/** Functions that read or make text. */
export const textFunctions: readonly FunctionDefinition[] = [
  {
    name: 'size', group, help: 'Counts the characters of a text, or the rows of a list.', example: "size('abc') → 3",
    parameters: [{ name: 'textOrList', accepts: ['text', 'list'] }], result: NUMBER,
    apply: ([value]) => (typeof value === 'string' || Array.isArray(value) ? value.length : 0),
  },
  {
    name: 'contains', group, help: 'Says whether a text has a part, or a list has a value.', example: "contains('Hello', 'ell') → yes",
    parameters: [{ name: 'textOrList', accepts: ['text', 'list'] }, { name: 'part', accepts: ['any'] }], result: YES_NO,
    apply: ([whole, part]) => {
      if (Array.isArray(whole)) return whole.includes(part)
      if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part)
      throw new ExpressionFault('wrong-value', 'A part of a text is a text.')
    },
  },
  {
    name: 'startsWith', group, help: 'Says whether a text begins with another.', example: "startsWith('Hello', 'He') → yes",
    parameters: [text, { name: 'start', accepts: ['text'] }], result: YES_NO, apply: (given) => textAt(given, 0).startsWith(textAt(given, 1)),
  },
  {
    name: 'endsWith', group, help: 'Says whether a text ends with another.', example: "endsWith('Hello', 'lo') → yes",
    parameters: [text, { name: 'end', accepts: ['text'] }], result: YES_NO, apply: (given) => textAt(given, 0).endsWith(textAt(given, 1)),
  },
  { name: 'upper', group, help: 'Writes a text in capitals.', example: "upper('Hello') → 'HELLO'", parameters: [text], result: TEXT, apply: (given) => textAt(given, 0).toUpperCase() },
  { name: 'lower', group, help: 'Writes a text in small letters.', example: "lower('Hello') → 'hello'", parameters: [text], result: TEXT, apply: (given) => textAt(given, 0).toLowerCase() },
  { name: 'trim', group, help: 'Takes the blanks off both ends of a text.', example: "trim('  Hello ') → 'Hello'", parameters: [text], result: TEXT, apply: (given) => textAt(given, 0).trim() },
  {
    name: 'replace', group, help: 'Replaces every occurrence of a part; the part is taken as it is written.', example: "replace('a-b-c', '-', '+') → 'a+b+c'",
    parameters: [text, { name: 'part', accepts: ['text'] }, { name: 'by', accepts: ['text'] }], result: TEXT,
    apply: (given, frame) => {
      const part = textAt(given, 1)
      if (part === '') return textAt(given, 0)
      // Counted before it is made: a short text can ask for a very long one.
      const pieces = textAt(given, 0).split(part)
      keepTextShort(frame, textAt(given, 0).length + (pieces.length - 1) * (textAt(given, 2).length - part.length))
      return pieces.join(textAt(given, 2))
    },
  },
  {
    name: 'substring', group, help: 'Takes a part of a text, from a position (the first is 0) up to but without another.', example: "substring('Hello', 1, 3) → 'el'",
    parameters: [text, { name: 'from', accepts: ['number'] }, { name: 'to', accepts: ['number'], optional: true }], result: TEXT,
    apply: (given) => textAt(given, 0).slice(Math.max(0, numberAt(given, 1)), Math.max(0, numberAt(given, 2, Number.MAX_SAFE_INTEGER))),
  },
  {
    name: 'split', group, help: 'Cuts a text into a list at every separator.', example: "split('a,b', ',') → ['a', 'b']",
    parameters: [text, { name: 'separator', accepts: ['text'] }], result: { type: 'list', of: TEXT },
    apply: (given, frame) => {
      const pieces = textAt(given, 0).split(textAt(given, 1), frame.limits.listLength + 1)
      keepListShort(frame, pieces.length)
      return pieces
    },
  },
  {
    name: 'join', group, help: 'Writes the values of a list one after another, with a separator between them.', example: "join(['a', 'b'], ', ') → 'a, b'",
    parameters: [{ name: 'list', accepts: ['list'] }, { name: 'separator', accepts: ['text'], optional: true }], result: TEXT,
    apply: (given, frame) => {
      const pieces = listAt(given, 0).map((item) => plainText(item, ANY))
      const separator = textAt(given, 1)
      keepTextShort(frame, pieces.reduce((length, piece) => length + piece.length + separator.length, 0))
      return pieces.join(separator)
    },
  },
  {
    name: 'text', group, help: 'Writes any value as text.', example: "text(5) → '5'",
    parameters: [{ name: 'value', accepts: ['any'] }], result: TEXT, apply: ([value]) => plainText(value, ANY),
  },
]
