/** Lets a text become HTML that makes no element and holds no character reference, such as the style that a list of choices brings; null for all other. */
export function allowedHtml(text: string): string | null {
  return /[<&]/.test(text) ? null : text
}

/** Lets a program of this very server run, such as the worker that looks for problems; null for all other. `base` is the address of the page. */
export function allowedScriptUrl(text: string, base: string): string | null {
  if (!URL.canParse(text, base)) return null
  const { origin, protocol } = new URL(text, base)
  // The origin of a blob is that of its maker, whatever is in it.
  return origin === new URL(base).origin && (protocol === 'https:' || protocol === 'http:') ? text : null
}
