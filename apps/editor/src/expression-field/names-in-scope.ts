import { functionLibrary, typeInWords, type DescribedType, type FunctionDoc, type Scope } from '@halley/engine'
import type { HoverHelp } from './code-input.tsx'

const functionsByName: ReadonlyMap<string, FunctionDoc> = new Map(functionLibrary.map((doc) => [doc.name, doc]))

/** What hovering over a word of an expression tells: the function's signature, or the name's meaning and type. */
export function helpAt(source: string, position: number, scope: Scope): HoverHelp | undefined {
  const word = wordAt(source, position)
  if (word === undefined) return undefined
  const name = source.slice(word.from, word.to)
  const isCall = /^\s*\(/.test(source.slice(word.to))
  const doc = isCall ? functionsByName.get(name) : undefined
  if (doc !== undefined) return { ...word, title: doc.signature, text: `${doc.help} For example: ${doc.example}` }
  const path = pathEndingAt(source, word)
  const type = typeOfPath(path, scope)
  if (type === undefined) return undefined
  const text = [type.label, typeInWords(type), type.help].filter((part) => part !== undefined && part !== '').join(' · ')
  return { ...word, title: path.join('.'), text }
}

/** The type that a dotted path has in a scope; undefined when nothing is named so. */
export function typeOfPath(path: readonly string[], scope: Scope): DescribedType | undefined {
  const [first, ...rest] = path
  if (first === undefined || !Object.hasOwn(scope.variables, first)) return first === 'now' && rest.length === 0 ? { type: 'dateTime', label: 'This moment' } : undefined
  let type = scope.variables[first]
  for (const name of rest) {
    if (type?.type !== 'record' || !Object.hasOwn(type.fields, name)) return undefined
    type = type.fields[name]
  }
  return type
}

function wordAt(source: string, position: number): { from: number; to: number } | undefined {
  let from = position
  let to = position
  while (from > 0 && /\w/.test(source.charAt(from - 1))) from -= 1
  while (to < source.length && /\w/.test(source.charAt(to))) to += 1
  return to > from && /[A-Za-z_]/.test(source.charAt(from)) ? { from, to } : undefined
}

function pathEndingAt(source: string, word: { from: number; to: number }): string[] {
  const before = /((?:[A-Za-z_]\w*\s*\.\s*)*)$/.exec(source.slice(0, word.from))?.[1] ?? ''
  return [...before.split('.').map((part) => part.trim()).filter((part) => part !== ''), source.slice(word.from, word.to)]
}
