import type { CompiledTemplate, RunContext } from '@halley/engine'
import { addressText, programText, writeTemplate, type PreparedLine, type Written } from './named-templates.ts'

/** Characters of a whole address: what servers take. */
const ADDRESS_CHARACTERS = 8_000

/** Says what is wrong with an address as it is drawn; undefined when nothing is seen. `follows`: it comes after a connection's own. */
export function addressProblem(url: string, follows: boolean): string | undefined {
  const text = url.trim()
  if (/[\s\\]/.test(withoutValues(text))) return 'An address has no blanks and no \\; write %20 for a blank.'
  if (/(^|\/)(\.|%2e){1,2}(?=[/?#]|$)/i.test(withoutValues(text))) return 'An address does not go up with . or ..; write where it leads.'
  if (follows) {
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(text)) return 'With a connection this is the path after its address, such as /orders/{order.id}.'
    return text === '' || /^[/?]/.test(text) ? undefined : 'The path after the address of the connection begins with /.'
  }
  if (text === '') return 'Write the address of the service, or choose a connection.'
  return /^https?:\/\/[^/?#]/i.test(text) || text.startsWith('{') ? undefined : 'An address begins with https:// or http://.'
}

/**
 * Writes the address with its query. A value stays within the part in which it stands, with two things more: in the path it
 * may not be unknown or empty, and no part of the path may come out as `.` or `..`. Only a value at the very beginning of a
 * whole address is the address itself.
 */
export function writeAddress(template: CompiledTemplate | undefined, query: readonly PreparedLine[], { context, isWhole }: { readonly context: RunContext; readonly isWhole: boolean }): Written {
  const written = writeTemplate(template, context, {
    what: 'The address',
    write: (value, { index, before }) => {
      if (isWhole && index === 0) return { text: programText(value).trim() }
      const text = addressText(value)
      return text === '' && !before.includes('?') ? { problem: value === null ? 'is unknown' : 'is empty' } : { text }
    },
  })
  if (!written.ok) return written
  const invalid = (text: string): Written => ({ ok: false, code: 'http/address_invalid', text })
  const address = written.text.trim()
  if (isWhole && !/^https?:\/\/[^/?#]/i.test(address)) return invalid(`"${address.slice(0, 80)}" is not the address of a web service; it begins with https:// or http://.`)
  const path = address.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  if (path.split(/[/\\]/).some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return invalid(`The address goes up with "." or ".." (${address.slice(0, 80)}).`)
  const pairs: string[] = []
  for (const { name, template: line } of query) {
    const value = writeTemplate(line, context, { what: `The query ${name}`, write: (part) => ({ text: programText(part) }) })
    if (!value.ok) return value
    if (value.text !== '') pairs.push(`${addressText(name)}=${addressText(value.text)}`)
  }
  // What follows # is for who reads a page; services never see it.
  const [before = ''] = address.split('#', 1)
  const whole = pairs.length === 0 ? before : `${before}${before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'}${pairs.join('&')}`
  if (whole.length > ADDRESS_CHARACTERS) return invalid(`The address has ${whole.length.toLocaleString('en')} characters; the limit is ${ADDRESS_CHARACTERS.toLocaleString('en')}.`)
  return { ok: true, text: whole }
}

function withoutValues(text: string): string {
  return text.replace(/\{[^}]*\}/g, 'x')
}
