/** Does following `parentId` from an entry lead back to it? A parent that is gone ends the way. */
export function parentCycle(entries: Readonly<Record<string, { readonly parentId: string | null }>>, id: string): boolean {
  const seen = new Set<string>()
  for (let at: string | null = id; at !== null && Object.hasOwn(entries, at); at = entries[at]?.parentId ?? null) {
    if (seen.has(at)) return true
    seen.add(at)
  }
  return false
}
