// What people write who know another language, a spreadsheet or plain English, and what it is called here.

const WORDS: ReadonlyMap<string, string> = new Map([
  ['and', 'Write `&&` for “and”.'],
  ['or', 'Write `||` for “or”.'],
  ['not', 'Write `!` for “not”.'],
  ['is', 'Write `==` for “is equal to”.'],
  ['equals', 'Write `==` for “is equal to”.'],
  ['then', 'Write condition ? value : otherValue'],
  ['else', 'Write condition ? value : otherValue'],
  ['days', 'Write days(5).'],
  ['hours', 'Write hours(5).'],
  ['minutes', 'Write minutes(5).'],
  ['seconds', 'Write seconds(5).'],
])

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['has', 'Use isKnown(…).'],
  ['if', 'Write condition ? value : otherValue'],
  ['now', 'Write `now` without parentheses.'],
  ['today', 'Write date(now) for today.'],
  ['len', 'Use size(…).'],
  ['length', 'Use size(…).'],
  ['concat', 'Write `+` between texts.'],
  ['touppercase', 'Use upper(…).'],
  ['tolowercase', 'Use lower(…).'],
  ['includes', 'Use contains(…).'],
  ['indexof', 'Use contains(…).'],
  ['slice', 'Use substring(…).'],
  ['substr', 'Use substring(…).'],
  ['left', 'Use substring(…).'],
  ['string', 'Use text(…).'],
  ['tostring', 'Use text(…).'],
  ['int', 'Use number(…).'],
  ['double', 'Use number(…).'],
  ['coalesce', 'Use orElse(…).'],
  ['avg', 'Use average(…).'],
  ['duration', 'Use days(…), hours(…), minutes(…) or seconds(…).'],
  ['timestamp', 'Use dateTime(…).'],
  ['some', 'Use exists(…).'],
  ['every', 'Use all(…).'],
  ['matches', 'Use contains(…), startsWith(…), endsWith(…) or split(…).'],
])

/** Tells what to write instead of a word that another language has here. */
export function hintForWord(word: string): string | undefined {
  return WORDS.get(word.toLowerCase())
}

/** Tells which function to use instead of one that another language has. */
export function hintForFunction(name: string): string | undefined {
  return FUNCTIONS.get(name.toLowerCase())
}

/** Tells what to write instead of an operator that another language has; `before` and `rest` are the source around the place. */
export function hintForOperator(before: string, rest: string): string | undefined {
  if (before.endsWith('?') && rest.startsWith('?')) return 'Write orElse(value, otherwise) for a value that may be unknown.'
  if (before.endsWith('<') && rest.startsWith('>')) return 'Write `!=` for “is not equal to”.'
  if (/[=!]=$/.test(before) && rest.startsWith('=')) return 'Write `==` or `!=`.'
  return undefined
}
