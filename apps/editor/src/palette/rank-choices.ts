/** What a search looks at: the label first, then the other words. */
export type Searchable = { readonly label: string; readonly keywords?: readonly string[]; readonly group: string }

/**
 * The choices that a search finds, in groups: the group with the best one first, and in a group the best first; what
 * fits alike stays in its order. An empty search finds everything as it is.
 */
export function rankedGroups<Item extends Searchable>(choices: readonly Item[], search: string): { readonly group: string; readonly choices: readonly Item[] }[] {
  const ranked = choices.map((choice) => ({ choice, rank: rankOf(choice, search) })).filter(({ rank }) => rank > 0).toSorted((left, right) => right.rank - left.rank)
  return [...new Set(ranked.map(({ choice }) => choice.group))].map((group) => ({ group, choices: ranked.filter(({ choice }) => choice.group === group).map(({ choice }) => choice) }))
}

// The beginning of a label counts most, then that every typed word begins one of its words, then anything in it, then
// its words and the other ones together. No letters here and there: "New flowchart" would find Run, by its keywords.
function rankOf({ label, keywords = [] }: Searchable, search: string): number {
  const wanted = search.trim().toLowerCase()
  const own = label.toLowerCase()
  if (own.startsWith(wanted)) return 1
  const parts = wanted.split(/\s+/)
  const beginsIn = (text: string) => parts.every((part) => text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(part)))
  if (beginsIn(own)) return 0.8
  if (own.includes(wanted)) return 0.6
  return beginsIn(`${own} ${keywords.join(' ').toLowerCase()}`) ? 0.3 : 0
}
