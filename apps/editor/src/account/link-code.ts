/** The secret part of a link, which stands behind `#code=`: browsers do not send it to anybody. Null where the address has none. */
export function codeIn(hash: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('code')
  return code === null || code === '' ? null : code
}
