import { findJsonMistake, jsonBoundsProblem, LIMITS } from '@halley/model'
import type { Problem } from '../http/problem-details.ts'

export type BodyReading = { readonly ok: true; /** Undefined without a body. */ readonly body: unknown } | { readonly ok: false; readonly problem: Problem }

/** Reads the JSON body of a request, or says why it is none: another type (415), no UTF-8 or no JSON with the place (400), too deep (400). */
export function readBody(bytes: Buffer | undefined, contentType: string | undefined): BodyReading {
  if (bytes === undefined || bytes.length === 0) return { ok: true, body: undefined }
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType?.trim() ?? '')) {
    return refused({ status: 415, code: 'endpoint/content_type', title: 'Not JSON', detail: `Send application/json${contentType === undefined ? '' : `, not ${contentType.slice(0, 80)}`}.` })
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refused({ status: 400, code: 'endpoint/malformed', title: 'Not UTF-8', detail: 'The body is not UTF-8, as JSON has to be.' })
  }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    const mistake = findJsonMistake(text)
    return refused({ status: 400, code: 'endpoint/malformed', title: 'Not JSON', detail: mistake === undefined ? 'The body is not JSON.' : `The body is not JSON: in line ${mistake.line}, column ${mistake.column}, ${mistake.what}.` })
  }
  const bounds = jsonBoundsProblem(body, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  if (bounds === undefined) return { ok: true, body }
  const detail = bounds.reason === 'key' ? `The body uses "${bounds.key ?? ''}" as a name, which is refused.` : `The body is too ${bounds.reason === 'depth' ? `deep; the limit is ${bounds.limit} levels` : `large; the limit is ${bounds.limit} values`}.`
  return refused({ status: 400, code: 'wire/too_deep', title: 'Too much', detail })
}

function refused(problem: Problem): BodyReading {
  return { ok: false, problem }
}
