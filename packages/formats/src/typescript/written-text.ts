/** What would end a line or turn the direction of writing in an editor, and halves of characters. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\u{2028}\u{2029}\u{200E}\u{200F}\u{061C}\u{202A}-\u{202E}\u{2066}-\u{2069}]+/gu

/** The lines of a comment before a declaration, in one line where one is enough; empty texts are left out. Nothing in a text can end it. */
export function comment(texts: readonly string[]): string[] {
  const lines = texts.map(commentText).filter((text) => text !== '')
  return lines.length <= 1 ? [`/** ${lines[0] ?? ''} */`] : ['/**', ...lines.map((line) => ` * ${line}`), ' */']
}

/** A comment to the end of its line. */
export function lineComment(text: string): string {
  return `// ${commentText(text)}`
}

/** A text as a literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(UNWRITABLE, '\u{FFFD}')}'`
}

function commentText(text: string): string {
  // `@` at the beginning of a word would be read as a tag.
  return text.replace(UNWRITABLE, ' ').replaceAll('*/', '*\\/').replace(/(^|\s)@/g, '$1\\@').trim()
}
