const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

const appleSigns: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃', Enter: '↵', Delete: '⌫' }
const otherSigns: Readonly<Record<string, string>> = { Mod: 'Ctrl' }
const arrows: Readonly<Record<string, string>> = { ArrowRight: '→', ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'PgUp', PageDown: 'PgDn' }

/** Writes keys such as `Mod+Shift+Z` as this machine's keyboard has them: `⇧⌘Z` or `Ctrl+Shift+Z`. */
export function keysInWords(keys: string): string {
  const parts = keys.split('+').map((part) => arrows[part] ?? part)
  return isApple() ? parts.map((part) => appleSigns[part] ?? part).join('') : parts.map((part) => otherSigns[part] ?? part).join('+')
}

/** A shortcut, drawn quietly. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className="shrink-0 rounded-sm border border-line px-1 font-sans text-2xs whitespace-nowrap text-ink-faint">{keysInWords(keys)}</kbd>
}
