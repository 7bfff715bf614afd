/** A line of the list under a field of chips: a chip that is known, or what was typed as a new one. */
export type ChipOffer = { readonly type: 'known' | 'typed'; readonly chip: string; readonly text: string }

export type ChipOffersOf = { readonly typed: string; readonly chips: readonly string[]; readonly suggestions: readonly string[]; readonly nameOf: (chip: string) => string; readonly chipOf: (typed: string) => string }

/** What is offered while typing: known chips that are not chosen yet and have the typed text in them, then the typed text itself unless it means one of these or of the chosen ones. */
export function chipOffers({ typed, chips, suggestions, nameOf, chipOf }: ChipOffersOf): readonly ChipOffer[] {
  const wanted = typed.trim()
  const has = (text: string) => text.toLowerCase().includes(wanted.toLowerCase())
  const known = [...new Set(suggestions)].filter((chip) => !chips.includes(chip) && (has(nameOf(chip)) || has(chip))).map((chip): ChipOffer => ({ type: 'known', chip, text: nameOf(chip) }))
  const meant = chipOf(wanted)
  return wanted === '' || chips.includes(meant) || known.some(({ chip }) => chip === meant) ? known : [...known, { type: 'typed', chip: meant, text: wanted }]
}

/** The line that Enter takes before an arrow key was pressed: what the typed text means or begins, else the text itself; -1 while nothing is typed. */
export function likeliestOffer(offers: readonly ChipOffer[], { typed, chipOf }: Pick<ChipOffersOf, 'typed' | 'chipOf'>): number {
  const wanted = typed.trim()
  if (wanted === '') return -1
  const meant = offers.findIndex(({ chip }) => chip === chipOf(wanted))
  const begun = offers.findIndex(({ type, chip, text }) => type === 'known' && [text, chip].some((one) => one.toLowerCase().startsWith(wanted.toLowerCase())))
  const isKnown = meant !== -1 && offers[meant]?.type === 'known'
  return isKnown || begun === -1 ? meant : begun
}
