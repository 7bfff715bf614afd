/** Schemes that a link in a text may have; everything else is shown without its link. */
const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** Gives a link's address when it is one that may be followed, else an empty text. */
export function safeAddress(address: string): string {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    // No address of its own, such as a relative one: there is no page it could be relative to.
    return ''
  }
  return schemes.has(url.protocol) ? address : ''
}
