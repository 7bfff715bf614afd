/** A name as it stands in an expression, by character offsets. */
export type NameInText = { readonly text: string; readonly from: number; readonly to: number }

/** `Ticket.subject` is one chain of two names. `rooted` is false for one that goes on from a call or an index: `rows[0].name`. */
export type NameChain = { readonly rooted: boolean; readonly names: readonly NameInText[] }

// What is passed over: strings (triple-quoted ones first) and comments; then what is looked at: names, numbers, dots.
const TOKEN = /(?<skipped>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*(?:"|$)|'(?:\\[^]|[^'\\\n])*(?:'|$)|\/\/[^\n]*)|(?<number>\d[\w.]*)|(?<name>[A-Za-z_]\w*)|(?<dot>\.)|(?<space>\s+)|(?<other>[^])/g

/** The chains of names in an expression, outside of its texts and comments. Works on expressions that do not check, too. */
export function nameChains(source: string): NameChain[] {
  const chains: { rooted: boolean; names: NameInText[] }[] = []
  let afterDot = false
  let open: { rooted: boolean; names: NameInText[] } | undefined
  for (const match of source.matchAll(TOKEN)) {
    const { name, dot, space } = match.groups ?? {}
    if (space !== undefined) continue
    if (dot !== undefined) {
      afterDot = true
      continue
    }
    if (name === undefined) {
      open = undefined
    } else {
      const found = { text: name, from: match.index, to: match.index + name.length }
      if (afterDot && open !== undefined) open.names.push(found)
      else chains.push((open = { rooted: !afterDot, names: [found] }))
    }
    afterDot = false
  }
  return chains
}

/** The texts in quotes in an expression, without their quotes, by the character offsets of what is between the quotes. Escapes are left as written. */
export function writtenTexts(source: string): NameInText[] {
  return [...source.matchAll(TOKEN)].flatMap((match) => {
    const skipped = match.groups?.['skipped']
    if (skipped === undefined || skipped.startsWith('//')) return []
    const quote = /^("{3}|'{3}|"|')/.exec(skipped)?.[0] ?? ''
    const end = skipped.length > quote.length && skipped.endsWith(quote) ? skipped.length - quote.length : skipped.length
    return end < quote.length ? [] : [{ text: skipped.slice(quote.length, end), from: match.index + quote.length, to: match.index + end }]
  })
}

/** The `{expression}` parts of a template, by character offsets of what is between the braces. `{{` and `}}` are braces themselves. */
export function templateExpressions(template: string): { readonly source: string; readonly from: number }[] {
  const parts: { source: string; from: number }[] = []
  let from: number | undefined
  // Braces of written records belong to the expression.
  let depth = 0
  for (let index = 0; index < template.length; index += 1) {
    const character = template[index]
    if (from === undefined && character === '{') {
      if (template[index + 1] === '{') index += 1
      else [from, depth] = [index + 1, 0]
    } else if (from !== undefined && (character === "'" || character === '"')) {
      index = endOfText(template, index)
    } else if (from !== undefined && character === '{') {
      depth += 1
    } else if (from !== undefined && character === '}' && depth > 0) {
      depth -= 1
    } else if (from !== undefined && character === '}') {
      parts.push({ source: template.slice(from, index), from })
      from = undefined
    }
  }
  return parts
}

function endOfText(template: string, start: number): number {
  for (let index = start + 1; index < template.length; index += 1) {
    if (template[index] === '\\') index += 1
    else if (template[index] === template[start]) return index
  }
  return template.length
}
