/** Control characters but line breaks, and those that turn the direction of writing: they could hide or forge what a terminal shows. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cs}\u{061C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu

/** Makes text of unknown origin safe to show on a terminal: what would steer it becomes `�`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\u{FFFD}')
}
