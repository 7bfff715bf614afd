/** Colours that faces have; see `.halley-face` in widgets.css. */
const TONES = 6

/** The first letters of the first and the last word of a name: `Ada Lovelace` is `AL`. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  // By characters as people count them: half an emoji is none.
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toLocaleUpperCase('en') || '?'
}

/** The colour of a face: the same for the same id of a person, in presence lists and in rooms. */
export function toneOf(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_973
  return sum % TONES
}
