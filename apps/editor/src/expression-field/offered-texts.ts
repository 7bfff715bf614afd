/** A text that a place knows and people do not: what it stands for, and how it is written. */
export type OfferedText = { readonly value: string; /** "Escalation officer". */ readonly name: string }
/** An offer at a cursor: `insert` goes in the place of `from` up to the cursor. */
export type TextOffers = { readonly from: number; readonly options: readonly { readonly name: string; readonly value: string; readonly insert: string }[] }

/**
 * The texts that fit at a cursor in an expression: inside of quotes the bare text, where a value can begin one in quotes.
 * Null where neither is, or nothing that was typed is in a name or a text.
 */
export function textOffersAt(source: string, position: number, offered: readonly OfferedText[]): TextOffers | null {
  const before = source.slice(0, position)
  const quote = openQuote(before)
  const typed = quote === null ? (/(?:^|[[,(?:=\s])(\w*)$/.exec(before)?.[1] ?? null) : before.slice(quote.at + 1)
  // After a finished value an operator comes, no other value.
  if (typed === null || (quote === null && typed === '' && /[\w"'\])]\s*$/.test(before))) return null
  const wanted = typed.toLowerCase()
  const fitting = offered.filter(({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted))
  if (fitting.length === 0) return null
  const insertOf = (value: string) => {
    if (quote === null) return JSON.stringify(value)
    return source[position] === quote.sign ? value : `${value}${quote.sign}`
  }
  return { from: position - typed.length, options: fitting.map(({ name, value }) => ({ name, value, insert: insertOf(value) })) }
}

function openQuote(before: string): { readonly at: number; readonly sign: string } | null {
  let open: { at: number; sign: string } | null = null
  for (let at = 0; at < before.length; at += 1) {
    const sign = before[at] ?? ''
    if (sign === '\\') at += 1
    else if (open === null ? sign === '"' || sign === "'" : sign === open.sign) open = open === null ? { at, sign } : null
  }
  return open
}
