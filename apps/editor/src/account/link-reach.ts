/** Says whether a link leads to the computer that it is opened on, so that somebody elsewhere does not come here by it. */
export function leadsToOwnComputer(link: string): boolean {
  if (!URL.canParse(link)) return false
  const { hostname } = new URL(link)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}
