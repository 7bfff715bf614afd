/** Where text stops being JSON: lines and columns as editors count them, from 1; columns are UTF-16 units. */
export type JsonMistake = { readonly line: number; readonly column: number; readonly what: string }

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const BLANK = /[ \t\n\r]*/y
// Of the control characters, JSON refuses those below U+0020 only. No two alternatives overlap: a text is walked through once.
const TEXT_SO_FAR = /"(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*/uy

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma' | 'end'
const NAMES: ReadonlySet<Wanted> = new Set(['name', 'name or }'])

/**
 * Finds the first place at which text is not JSON; undefined when it is JSON. Engines word this differently and some
 * leave the place out. One walk without recursion, so that neither size nor depth matters.
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const open: ('[' | '{')[] = []
  let at = 0
  let wanted: Wanted = 'value'
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.test(text)
    if (found) at = pattern.lastIndex
    return found
  }
  for (;;) {
    skip(BLANK)
    const character = text[at]
    if (wanted === 'end') return character === undefined ? undefined : mistakeAt(text, at, 'there is something behind the end')
    if (character === undefined) return mistakeAt(text, at, open.length === 0 ? 'there is nothing' : 'it ends too early')
    const inside = open.at(-1)
    const closes = (character === ']' && inside === '[' && (wanted === 'value or ]' || wanted === 'comma')) || (character === '}' && inside === '{' && (wanted === 'name or }' || wanted === 'comma'))
    if (closes) {
      at += 1
      open.pop()
      wanted = open.length === 0 ? 'end' : 'comma'
    } else if (wanted === 'comma') {
      if (character !== ',') return mistakeAt(text, at, `a comma or ${inside === '[' ? ']' : '}'} is missing`)
      at += 1
      wanted = inside === '[' ? 'value' : 'name'
    } else if (wanted === 'colon') {
      if (character !== ':') return mistakeAt(text, at, 'a colon is missing')
      at += 1
      wanted = 'value'
    } else if (character === '"') {
      skip(TEXT_SO_FAR)
      if (text[at] !== '"') return mistakeAt(text, at, 'a text is not closed, or holds a character that has to be escaped')
      at += 1
      wanted = NAMES.has(wanted) ? 'colon' : open.length === 0 ? 'end' : 'comma'
    } else if (NAMES.has(wanted)) return mistakeAt(text, at, 'a name in double quotes is missing')
    else if (character === '[' || character === '{') {
      at += 1
      open.push(character)
      wanted = character === '[' ? 'value or ]' : 'name or }'
    } else if (skip(NUMBER) || skip(WORD)) wanted = open.length === 0 ? 'end' : 'comma'
    else return mistakeAt(text, at, 'a value is missing')
  }
}

function mistakeAt(text: string, at: number, what: string): JsonMistake {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n'), what }
}
