import type { Frame } from '../frame.ts'
import { kindInWords, typeInWords, type Kind, type ValueType } from '../value-type.ts'

export type FunctionGroup = 'Text' | 'Number' | 'Date and time' | 'List' | 'Choice' | 'Message and event' | 'Unknown'

/** What people read about a function: in completion, on hover and in the manual. */
export type FunctionDoc = {
  readonly name: string
  readonly group: FunctionGroup
  /** For example `contains(text, part): yes or no`. */
  readonly signature: string
  readonly help: string
  readonly example: string
}

export type Parameter = {
  readonly name: string
  /** Kinds of which the argument must be one; 'any' takes everything. A choice is taken where text is. */
  readonly accepts: readonly Kind[]
  readonly optional?: boolean
}

/** A function of the language. It can be called as `name(first, …)` and as `first.name(…)`. */
export type FunctionDefinition = {
  readonly name: string
  readonly group: FunctionGroup
  readonly help: string
  readonly example: string
  readonly parameters: readonly Parameter[]
  /** The last parameter may be given many times. */
  readonly repeats?: boolean
  readonly result: ValueType | ((given: readonly ValueType[]) => ValueType)
  /** In words, where the result depends on what is given. */
  readonly resultInWords?: string
  /** Gets unknown arguments (null) too; all others give unknown as soon as one argument is unknown. */
  readonly seesUnknown?: boolean
  /** The result holds rows of the first argument, so fields of the result are fields of that data. */
  readonly keepsPath?: boolean
  /** Its result is another at another moment. */
  readonly readsNow?: boolean
  /** Works on checked arguments, of these types as far as they are known before; throws ExpressionFault. */
  readonly apply: (given: readonly unknown[], frame: Frame, types: readonly ValueType[]) => unknown
}

/** Writes what people read about a function. */
export function documentFunction(definition: FunctionDefinition): FunctionDoc {
  const { name, group, help, example, parameters, repeats, result, resultInWords } = definition
  const names = parameters.map((parameter) => `${parameter.name}${parameter.optional === true ? '?' : ''}`)
  const gives = resultInWords ?? (typeof result === 'function' ? kindInWords('any') : typeInWords(result))
  return { name, group, help, example, signature: `${name}(${names.join(', ')}${repeats === true ? ', …' : ''}): ${gives}` }
}

// Arguments are checked before a function gets them; these only tell the compiler so.

/** Reads a text argument. */
export function textAt(given: readonly unknown[], index: number): string {
  const value = given[index]
  return typeof value === 'string' ? value : ''
}

/** Reads a number argument, or the fallback when it was left out. */
export function numberAt(given: readonly unknown[], index: number, fallback = 0): number {
  const value = given[index]
  return typeof value === 'number' ? value : fallback
}

/** Reads a list argument. */
export function listAt(given: readonly unknown[], index: number): readonly unknown[] {
  const value = given[index]
  return Array.isArray(value) ? value : []
}
