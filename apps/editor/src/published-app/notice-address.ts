/** What the address of a published app asks for besides the app: a notification that is to be opened, the inbox, or the settings. */
export type NoticeAddress = { readonly type: 'notice'; readonly id: string } | { readonly type: 'inbox' } | { readonly type: 'settings' }

/** Reads it from the part after the question mark, as `apps/server/src/notifications/compose-addresses.ts` writes it; null when it asks for nothing. */
export function readNoticeAddress(search: string): NoticeAddress | null {
  const asked = new URLSearchParams(search)
  const id = asked.get('notice')
  if (id !== null && id !== '' && id.length <= 100) return { type: 'notice', id }
  const page = asked.get('notices')
  return page === 'inbox' || page === 'settings' ? { type: page } : null
}

/** The address without that, so that reloading does not do it again. */
export function withoutNotice(search: string): string {
  const asked = new URLSearchParams(search)
  asked.delete('notice')
  asked.delete('notices')
  const rest = asked.toString()
  return rest === '' ? '' : `?${rest}`
}
