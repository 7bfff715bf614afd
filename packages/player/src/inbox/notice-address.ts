/** The address that a notification leads to, made whole: on the web, or a path of this server (whose page is `base`). Null for all others, which are not followed. */
export function noticeAddress(url: string, base?: string): string | null {
  try {
    if (/^https?:\/\//i.test(url)) return new URL(url).href
    // "//elsewhere" would be another server in disguise, and browsers read a backslash as a slash.
    if (!/^\/(?![/\\])/.test(url)) return null
    const page = new URL(base ?? location.href)
    const found = new URL(url, page)
    return found.origin === page.origin ? found.href : null
  } catch {
    // No address at all.
    return null
  }
}
