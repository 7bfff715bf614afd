import { findJsonMistake, jsonBoundsProblem, LIMITS } from '@halley/model'
import type { Problem } from './problem-details.ts'

export type JsonReading = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem }

/** Reads a body as JSON, or says why it is none: no UTF-8, no JSON with the place, or a name that is refused (400, with the code given), too deep or too large (400). */
export function readJson(bytes: Buffer, malformedCode: 'wire/malformed' | 'endpoint/malformed'): JsonReading {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refused({ status: 400, code: malformedCode, title: 'Not UTF-8', detail: 'The body is not UTF-8, as JSON has to be.' })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const mistake = findJsonMistake(text)
    return refused({ status: 400, code: malformedCode, title: 'Not JSON', detail: mistake === undefined ? 'The body is not JSON.' : `The body is not JSON: in line ${mistake.line}, column ${mistake.column}, ${mistake.what}.` })
  }
  const bounds = jsonBoundsProblem(value, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  if (bounds === undefined) return { ok: true, value }
  if (bounds.reason === 'key') return refused({ status: 400, code: malformedCode, title: 'Not a name', detail: `The body uses "${bounds.key ?? ''}" as a name, which is refused.` })
  const detail = `The body is too ${bounds.reason === 'depth' ? `deep; the limit is ${bounds.limit} levels` : `large; the limit is ${bounds.limit} values`}.`
  return refused({ status: 400, code: 'wire/too_deep', title: 'Too much', detail })
}

function refused(problem: Problem): JsonReading {
  return { ok: false, problem }
}
