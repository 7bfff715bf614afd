/** The address that a notification leads to, made whole: on the web, or a path of this server. Null for all others, which are not followed. */
export function noticeAddress(url: string, base: string = location.href): string | null {
  let found: URL
  try {
    found = new URL(url, base)
  } catch {
    // No address at all.
    return null
  }
  if (found.protocol !== 'http:' && found.protocol !== 'https:') return null
  // Without a scheme it is a path: "//elsewhere" would be another server in disguise.
  return /^https?:\/\//i.test(url) || (/^\/(?![/\\])/.test(url) && found.origin === new URL(base).origin) ? found.href : null
}
