import { NOW } from './builder.ts'
import { isForbiddenName } from './forbidden-names.ts'
import type { FunctionDoc } from './functions/function-definition.ts'
import { functionLibrary, functionsByName } from './functions/function-library.ts'
import { isLoop } from './loops.ts'
import { cutTemplate } from './template-parts.ts'
import { findTypingPlace, type TypeReader, type TypingPlace } from './typing-place.ts'
import { isTextual, typeInWords, type DescribedType, type Scope, type ValueType } from './value-type.ts'

/** One thing that can stand at a place. Taking it replaces `from` to `to` of the source by `insert`. */
export type Completion = {
  readonly label: string
  readonly kind: 'variable' | 'field' | 'function' | 'keyword' | 'value'
  /** A few words beside the label: its type, or how a function is called. */
  readonly detail: string
  readonly help: string
  readonly from: number
  readonly to: number
  readonly insert: string
}

export type PlaceInSource = { readonly source: string; readonly offset: number; readonly scope: Scope }

type Offer = Omit<Completion, 'from' | 'to'>

/** Lists what can be typed at an offset, the most likely first. */
export function completionsAt(place: PlaceInSource, typeOf: TypeReader): readonly Completion[] {
  const typing = findTypingPlace(place, typeOf)
  const typed = typing.typed.toLowerCase()
  const rank = (offer: Offer): number => {
    const at = offer.label.toLowerCase().indexOf(typed)
    return at === 0 ? 0 : at > 0 || offer.insert.toLowerCase().includes(typed) ? 1 : 2
  }
  return offersFor(typing)
    .filter((offer) => rank(offer) < 2)
    .toSorted((left, right) => rank(left) - rank(right))
    .map((offer) => ({ ...offer, from: typing.from, to: typing.to }))
}

/** Lists what can be typed at an offset of a text with `{expression}` parts; nothing outside of the braces. */
export function templateCompletionsAt({ source, offset, scope }: PlaceInSource, typeOf: TypeReader): readonly Completion[] {
  for (const part of cutTemplate(source).parts) {
    if (part.type !== 'expression' || offset < part.from || offset > part.to) continue
    return completionsAt({ source: part.source, offset: offset - part.from, scope }, typeOf).map((completion) => ({ ...completion, from: completion.from + part.from, to: completion.to + part.from }))
  }
  return []
}

function offersFor({ wanted, scope }: TypingPlace): readonly Offer[] {
  switch (wanted.type) {
    case 'newName': return []
    case 'text': return choiceValues(wanted.besides)
    case 'member': return membersOf(wanted.of)
    case 'operator': return OPERATORS
    case 'operand': return [...choiceValues(wanted.besides), ...variables(scope), ...functionLibrary.filter((doc) => !isLoop(doc.name)).map((doc) => functionOffer(doc, false)), ...WORDS]
  }
}

const keyword = (label: string, detail: string, help: string): Offer => ({ label, kind: 'keyword', detail, help, insert: label })

const WORDS: readonly Offer[] = [keyword('true', 'yes', 'Yes.'), keyword('false', 'no', 'No.'), keyword('null', 'unknown', 'Unknown: there is no value.')]

const OPERATORS: readonly Offer[] = [
  keyword('==', 'is equal to', 'Yes when both are the same.'),
  keyword('!=', 'is not equal to', 'Yes when both differ.'),
  keyword('<', 'is less than', 'Compares numbers, dates, durations and texts.'),
  keyword('<=', 'is at most', 'Compares numbers, dates, durations and texts.'),
  keyword('>', 'is greater than', 'Compares numbers, dates, durations and texts.'),
  keyword('>=', 'is at least', 'Compares numbers, dates, durations and texts.'),
  keyword('&&', 'and', 'Yes when both are yes.'),
  keyword('||', 'or', 'Yes when at least one is yes.'),
  keyword('in', 'is in', 'Yes when the value is in the list.'),
]

function variables(scope: Scope): readonly Offer[] {
  const all: Readonly<Record<string, DescribedType>> = Object.hasOwn(scope.variables, 'now') ? scope.variables : { ...scope.variables, now: NOW }
  return namedOffers(all, 'variable')
}

function namedOffers(named: Readonly<Record<string, DescribedType>>, kind: 'variable' | 'field'): readonly Offer[] {
  return Object.entries(named)
    .filter(([name]) => !isForbiddenName(name))
    .map(([name, type]) => ({ label: name, kind, detail: typeInWords(type), help: [type.label, type.help].filter((words) => words !== undefined && words !== '' && words !== name).join(': '), insert: name }))
}

function choiceValues(type: ValueType | undefined): readonly Offer[] {
  if (type?.type === 'yesNo') return WORDS.slice(0, 2)
  if (type?.type !== 'choice') return []
  const { values, labels } = type
  return values.map((value) => ({
    label: value, kind: 'value', detail: (labels !== undefined && Object.hasOwn(labels, value) ? labels[value] : undefined) ?? 'value of the choice', help: '', insert: `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  }))
}

function membersOf(type: ValueType): readonly Offer[] {
  const fields = type.type === 'record' ? namedOffers(type.fields, 'field') : []
  return [...fields, ...functionLibrary.filter((doc) => isCallableOn(doc, type)).map((doc) => functionOffer(doc, true))]
}

function isCallableOn(doc: FunctionDoc, type: ValueType): boolean {
  if (isLoop(doc.name)) return type.type === 'list' || type.type === 'any'
  const [first] = functionsByName.get(doc.name)?.parameters ?? []
  if (first === undefined) return false
  if (type.type === 'any' || type.type === 'unknown' || first.accepts.includes(type.type)) return true
  if (isTextual(type) && first.accepts.includes('text')) return true
  return first.accepts.includes('any') && (doc.group === 'Unknown' || type.type !== 'record')
}

function functionOffer(doc: FunctionDoc, isMember: boolean): Offer {
  const parameterCount = functionsByName.get(doc.name)?.parameters.filter((parameter) => parameter.optional !== true).length ?? 2
  const needsMore = parameterCount > (isMember ? 1 : 0)
  return { label: doc.name, kind: 'function', detail: doc.signature, help: `${doc.help} Example: ${doc.example}`, insert: needsMore ? `${doc.name}(` : `${doc.name}()` }
}
