import type { PlaceInSource } from './completions.ts'
import { functionLibrary } from './functions/function-library.ts'
import { cutTokens, startOfValue } from './source-tokens.ts'
import { cutTemplate } from './template-parts.ts'
import { findTypingPlace, type TypeReader } from './typing-place.ts'
import { typeInWords, type DescribedType } from './value-type.ts'

/** What is said about the word under the pointer. */
export type HoverHelp = { readonly from: number; readonly to: number; readonly title: string; readonly detail: string; readonly help: string }

/** Says what the name at an offset is: a function, or data with its type; undefined when there is no name. */
export function helpAt({ source, offset, scope }: PlaceInSource, typeOf: TypeReader): HoverHelp | undefined {
  const tokens = cutTokens(source)
  const index = tokens.findIndex((token) => token.type === 'name' && token.from <= offset && offset < token.to)
  const word = tokens[index]
  if (word === undefined) return undefined
  const { from, to, text } = word
  if (tokens[index + 1]?.text === '(') {
    const doc = functionLibrary.find((candidate) => candidate.name === text)
    return doc === undefined ? undefined : { from, to, title: doc.name, detail: doc.signature, help: `${doc.help} Example: ${doc.example}` }
  }
  const start = tokens[startOfValue(tokens, index) ?? index]
  const { scope: extended } = findTypingPlace({ source, offset: to, scope }, typeOf)
  const path = source.slice(start?.from ?? from, to)
  const type: DescribedType = typeOf(path, extended)
  return { from, to, title: type.label ?? text, detail: typeInWords(type), help: type.help ?? '' }
}

/** The same for a text with `{expression}` parts. */
export function templateHelpAt({ source, offset, scope }: PlaceInSource, typeOf: TypeReader): HoverHelp | undefined {
  for (const part of cutTemplate(source).parts) {
    if (part.type !== 'expression' || offset < part.from || offset >= part.to) continue
    const help = helpAt({ source: part.source, offset: offset - part.from, scope }, typeOf)
    return help === undefined ? undefined : { ...help, from: help.from + part.from, to: help.to + part.from }
  }
  return undefined
}
