import { ExpressionFault } from '../expression-error.ts'
import { inRange } from '../operators.ts'
import { ANY, joinTypes, NUMBER, YES_NO, type ValueType } from '../value-type.ts'
import { listAt, type FunctionDefinition } from './function-definition.ts'

const list = { name: 'list', accepts: ['list'] } as const
const group = 'List'
const rowOf = ([given = ANY]: readonly ValueType[]): ValueType => (given.type === 'list' ? given.of : ANY)
const sameList = ([given = ANY]: readonly ValueType[]): ValueType => given

/** Functions that work on lists; map, filter, exists and all are in loops.ts. */
export const listFunctions: readonly FunctionDefinition[] = [
  { name: 'first', group, help: 'Gives the first row; unknown when the list is empty.', example: 'first(lines)', parameters: [list], result: rowOf, resultInWords: 'a row', keepsPath: true, apply: (given) => listAt(given, 0)[0] ?? null },
  { name: 'last', group, help: 'Gives the last row; unknown when the list is empty.', example: 'last(lines)', parameters: [list], result: rowOf, resultInWords: 'a row', keepsPath: true, apply: (given) => listAt(given, 0).at(-1) ?? null },
  { name: 'isEmpty', group, help: 'Says whether a list has no rows, or a text no characters.', example: 'isEmpty(lines)', parameters: [{ name: 'listOrText', accepts: ['list', 'text'] }], result: YES_NO, apply: ([given]) => (typeof given === 'string' || Array.isArray(given)) && given.length === 0 },
  { name: 'reverse', group, help: 'Turns the order of a list round.', example: 'reverse([1, 2]) → [2, 1]', parameters: [list], result: sameList, resultInWords: 'a list', keepsPath: true, apply: (given) => listAt(given, 0).toReversed() },
  {
    name: 'sum', group, help: 'Adds the numbers of a list; unknown when one of them is unknown.', example: 'sum(lines.map(line, line.price))', parameters: [list], result: NUMBER,
    apply: (given) => fold(listAt(given, 0), 0, (total, number) => inRange(total + number)),
  },
  {
    name: 'average', group, help: 'Gives the mean of the numbers of a list; unknown when it is empty.', example: 'average([1, 2]) → 1.5', parameters: [list], result: NUMBER,
    apply: (given) => {
      const numbers = listAt(given, 0)
      const total = fold(numbers, 0, (sum, number) => inRange(sum + number))
      return total === null || numbers.length === 0 ? null : total / numbers.length
    },
  },
  extreme('min', 'Gives the smallest number, of a list or of several.', 'min(3, 2) → 2', Math.min),
  extreme('max', 'Gives the largest number, of a list or of several.', 'max(3, 2) → 3', Math.max),
]

function extreme(name: string, help: string, ...[example, better]: [string, (a: number, b: number) => number]): FunctionDefinition {
  return {
    name, group: 'Number', help, example, parameters: [{ name: 'numbers', accepts: ['list', 'number', 'duration'] }], repeats: true, resultInWords: 'a number',
    result: (given) => given.reduce((joined, type) => joinTypes(joined, type.type === 'list' ? type.of : type), { type: 'unknown' }),
    apply: (given) => {
      const numbers = given.length === 1 && Array.isArray(given[0]) ? listAt(given, 0) : given
      const [start] = numbers
      return typeof start === 'number' ? fold(numbers, start, better) : fold(numbers, 0, better) === null || numbers.length === 0 ? null : 0
    },
  }
}

function fold(numbers: readonly unknown[], start: number, combine: (total: number, number: number) => number): number | null {
  let total = start
  let isUnknown = false
  for (const number of numbers) {
    if (number === null || number === undefined) isUnknown = true
    else if (typeof number !== 'number') throw new ExpressionFault('wrong-value', 'This list holds something that is not a number.', 'Take the number of each row first: lines.map(line, line.price)')
    else total = combine(total, number)
  }
  return isUnknown ? null : Number.isInteger(total) ? total : Number(total.toPrecision(15))
}
