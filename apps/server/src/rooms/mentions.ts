/** Somebody who may be mentioned. */
export type Mentionable = { readonly type: 'person' | 'agent'; readonly id: string; readonly name: string; /** What an `@` is followed by. */ readonly handle: string }

const IN_WORD = /[\p{L}\p{N}_]/u
/** `me@helper` mentions nobody. */
const IN_ADDRESS = /[\p{L}\p{N}_@]/u

/** What stands behind an `@` for a name: its letters and digits. */
export function handleOf(name: string): string {
  return name.normalize('NFC').replaceAll(/[^\p{L}\p{N}_-]+/gu, '')
}

/**
 * The ids of those whom a text mentions: `@handle` or `@name`, whatever the case, as whole words. `byNameAlone` finds agents also by
 * their plain name: what people write is meant, while agents who speak of each other call nobody.
 */
export function mentionsIn(text: string, all: readonly Mentionable[], { byNameAlone }: { readonly byNameAlone: boolean }): string[] {
  const said = text.toLowerCase()
  return all.filter(({ type, name, handle }) => {
    const names = new Set([name.toLowerCase(), handle.toLowerCase()])
    names.delete('')
    return [...names].some((one) => hasWord(said, `@${one}`, IN_WORD) || (byNameAlone && type === 'agent' && hasWord(said, one, IN_ADDRESS)))
  }).map(({ id }) => id)
}

/** Is the word there, with nothing of `joined` right before it? */
function hasWord(text: string, word: string, joined: RegExp): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!joined.test(lastCharacter(text.slice(Math.max(0, at - 2), at))) && !IN_WORD.test(String.fromCodePoint(text.codePointAt(at + word.length) ?? 0x20))) return true
  }
  return false
}

function lastCharacter(text: string): string {
  return Array.from(text).at(-1) ?? ' '
}
