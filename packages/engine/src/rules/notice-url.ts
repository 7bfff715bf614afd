import { plainText, type CompiledExpression, type CompiledTemplate } from '../expressions/index.ts'

/** Characters of an address that opens: what mail readers and browsers take. */
const URL_CHARACTERS = 2_000

/**
 * Writes the address that a notification opens. A value stays within the part in which it stands: its special characters are
 * escaped, unless it is the very beginning, when it is the address itself. Others than http, https and mailto are refused.
 */
export function writeNoticeUrl(template: CompiledTemplate | undefined, evaluate: (expression: CompiledExpression) => { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string }): { readonly url: string | null; readonly problem: string | null } {
  const refused = (problem: string) => ({ url: null, problem })
  if (template === undefined) return { url: null, problem: null }
  let text = ''
  for (const part of template.parts) {
    if ('text' in part) {
      text += part.text
      continue
    }
    const result = evaluate(part.expression)
    if (!result.ok) return refused(result.text)
    // Addresses are read by programs: a choice is its value, not its label.
    const written = result.value === null ? '' : typeof result.value === 'string' ? result.value : plainText(result.value, part.expression.type)
    // Half a character has no UTF-8.
    text += text.trim() === '' ? written : encodeURIComponent(written.replace(/\p{Surrogate}/gu, '\uFFFD'))
  }
  const url = text.trim()
  if (url === '') return refused('it is empty.')
  if (url.length > URL_CHARACTERS) return refused(`it has ${url.length} characters; the limit is ${URL_CHARACTERS}.`)
  if (!/^(https?:\/\/[^/?#\s]|mailto:)/i.test(url) || /[\s\p{Cc}\\]/u.test(url)) return refused(`"${url.slice(0, 80)}" is no address that begins with https://, http:// or mailto:.`)
  return { url, problem: null }
}
