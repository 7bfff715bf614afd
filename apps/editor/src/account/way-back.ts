import { navigate } from '../shell/router.ts'

/** Where to go after signing in, from an address such as `/sign-in?to=/a/helpdesk`; another server's address is never followed. */
export function wayBack(search: string, origin: string): string {
  const wanted = new URLSearchParams(search).get('to')
  if (wanted === null || !wanted.startsWith('/')) return '/'
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null
  return url !== null && url.origin === origin && url.pathname !== '/sign-in' ? `${url.pathname}${url.search}${url.hash}` : '/'
}

/** Goes there. A published app is a page of its own. */
export function goBack(): void {
  const to = wayBack(location.search, location.origin)
  if (to.startsWith('/a/')) location.assign(to)
  else navigate(to, { replace: true })
}
