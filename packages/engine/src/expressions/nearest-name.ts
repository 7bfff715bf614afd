/** Slips in one word; with more it was another word. */
const MOST_SLIPS = 3

/** Names that are looked at: a guess is worth less than checking a large project in time. */
export const NAMES_TRIED = 1_000

/** Gives the name that was probably meant: same but for case, one that begins alike, or few letters apart; undefined when none is close. */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  const letters = lettersOf(wanted)
  let best: string | undefined
  let bestDistance = Math.min(MOST_SLIPS, Math.max(1, Math.floor(wanted.length / 3))) + 1
  let triesLeft = NAMES_TRIED
  for (const name of names) {
    if (triesLeft-- <= 0) break
    // Each slip adds, drops or swaps out at most one letter on either side.
    if (differingLetters(letters, lettersOf(name)) > 2 * bestDistance) continue
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Ends a message with the name that was probably meant. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const nearest = nearestName(typed, names)
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`
}

/** One bit for each letter or digit that a name holds; capitals share those of small letters. */
function lettersOf(name: string): number {
  let letters = 0
  for (let index = 0; index < name.length; index++) letters |= 1 << (name.charCodeAt(index) & 31)
  return letters
}

function differingLetters(left: number, right: number): number {
  let count = 0
  for (let rest = left ^ right; rest !== 0; rest &= rest - 1) count += 1
  return count
}

// Restricted Damerau-Levenshtein: typing slips are a missing, extra, wrong or swapped letter.
function editDistance(left: string, right: string, giveUpAt: number): number {
  if (Math.abs(left.length - right.length) >= giveUpAt) return giveUpAt
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1))
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1)
      }
      current.push(cost)
      least = Math.min(least, cost)
    }
    // A swap reaches back one row more, for one slip more.
    if (least > giveUpAt) return giveUpAt
    beforePrevious = previous
    previous = current
  }
  return previous[right.length] ?? giveUpAt
}
