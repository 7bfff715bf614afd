/** Characters that mean nothing to Mermaid inside quotes; every other is written by its number. */
const PLAIN = /[\p{L}\p{N}\p{M} ,.()?!+/:'’–—…-]/u

/** What nobody can read in a label: it would end the line, turn the direction of writing, or is half a character. */
const UNREADABLE = /[\p{Cc}\p{Cs}\u{2028}\u{2029}\u{200E}\u{200F}\u{061C}\u{202A}-\u{202E}\u{2066}-\u{2069}]+/gu

/** How a list begins; a label that does is refused as one. */
const LIST_SIGN = /^(?:\d{1,9}[.)]|[-+])(?=\s|$)/

/** A name as a label in quotes, out of which nothing can break: quotes, brackets, signs and markup are written by their numbers. */
export function label(text: string): string {
  const readable = text.replace(UNREADABLE, ' ').trim()
  const sign = (LIST_SIGN.exec(readable)?.[0].length ?? 0) - 1
  return `"${[...(readable === '' ? '…' : readable)].map((character, index) => (PLAIN.test(character) && index !== sign ? character : `#${character.codePointAt(0) ?? 0};`)).join('')}"`
}

/** A name as the text of a Markdown heading: nothing in it is markup. */
export function headingText(text: string): string {
  return [...text.replace(UNREADABLE, ' ').trim()].map((character) => (/[\p{L}\p{N}\p{M} ]/u.test(character) ? character : `&#${character.codePointAt(0) ?? 0};`)).join('')
}
