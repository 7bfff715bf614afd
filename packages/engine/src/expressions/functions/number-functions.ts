import { inRange } from '../operators.ts'
import { NUMBER } from '../value-type.ts'
import { numberAt, textAt, type FunctionDefinition } from './function-definition.ts'

const number = { name: 'number', accepts: ['number'] } as const
const group = 'Number'
// Beyond this, a double has no further decimals.
const MAX_DECIMALS = 15
const NUMBER_FORM = /^[+-]?(?:\d{1,16}(?:\.\d{0,20})?|\.\d{1,20})$/

/** Functions that work on numbers. */
export const numberFunctions: readonly FunctionDefinition[] = [
  {
    name: 'round', group, help: 'Rounds a number, halves away from zero, to whole ones or to so many decimals.', example: 'round(2.345, 2) → 2.35',
    parameters: [number, { name: 'decimals', accepts: ['number'], optional: true }], result: NUMBER,
    apply: (given) => roundTo(numberAt(given, 0), numberAt(given, 1)),
  },
  { name: 'floor', group, help: 'Gives the next whole number downwards.', example: 'floor(2.7) → 2', parameters: [number], result: NUMBER, apply: (given) => inRange(Math.floor(numberAt(given, 0))) },
  { name: 'ceil', group, help: 'Gives the next whole number upwards.', example: 'ceil(2.1) → 3', parameters: [number], result: NUMBER, apply: (given) => inRange(Math.ceil(numberAt(given, 0))) },
  { name: 'abs', group, help: 'Drops the minus of a number.', example: 'abs(-3) → 3', parameters: [number], result: NUMBER, apply: (given) => Math.abs(numberAt(given, 0)) },
  {
    name: 'number', group, help: 'Reads a text as a number; unknown when it is none. A duration gives its milliseconds.', example: "number('2.5') → 2.5",
    parameters: [{ name: 'value', accepts: ['text', 'number', 'duration'] }], result: NUMBER,
    apply: (given) => (typeof given[0] === 'number' ? given[0] : readNumber(textAt(given, 0).trim())),
  },
]

function readNumber(text: string): number | null {
  if (!NUMBER_FORM.test(text)) return null
  const number = Number(text)
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : null
}

// By way of the decimal form, because 1.005 * 100 is 100.49999999999999.
function roundTo(value: number, decimals: number): number {
  const places = Math.min(MAX_DECIMALS, Math.max(0, Math.trunc(decimals)))
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const scaled = Math.round(Number(`${digits}e${Number(exponent) + places}`))
  const rounded = Number(`${scaled}e-${places}`)
  // A number so large that scaling it leaves the exact form has no decimals to round.
  if (!Number.isFinite(rounded)) return inRange(value)
  return inRange(value < 0 ? -rounded : rounded)
}
