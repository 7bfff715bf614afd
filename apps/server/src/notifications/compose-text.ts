/** A text on one line: line breaks and other control characters, which could begin another header, become blanks. */
export function onOneLine(text: string, maxCharacters: number): string {
  return cutTo(withoutControls(text).replaceAll(/\s+/g, ' ').trim(), maxCharacters)
}

/** A text without control characters and halves of characters, with line breaks that are all alike. */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD').replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, ' ')
}

/** The beginning of a text that has at most so many UTF-16 units, with an ellipsis where something was left out; never half a character. */
export function cutTo(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : longestBeginning(text, (cut) => cut.length <= maxCharacters)
}

/** The longest beginning of a text, cut between what people see as characters and ended by an ellipsis, that fits; the ellipsis alone when none does. */
export function longestBeginning(text: string, fits: (cut: string) => boolean): string {
  const ends = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ index }) => index)
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(`${text.slice(0, ends[middle])}…`)) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, ends[low] ?? 0).trimEnd()}…`
}
