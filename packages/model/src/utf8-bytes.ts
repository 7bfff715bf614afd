/** The bytes of a text in UTF-8. TextEncoder belongs to the platform, not to the language, and this package has only the language. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    // Both halves of a pair count two each: four bytes for one character.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return bytes
}
