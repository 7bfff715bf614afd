import { readJson } from '../http/read-json.ts'
import type { Problem } from '../http/problem-details.ts'

export type BodyReading = { readonly ok: true; /** Undefined without a body. */ readonly body: unknown } | { readonly ok: false; readonly problem: Problem }

/** Reads the JSON body of a request, or says why it is none: another type (415), no UTF-8 or no JSON with the place (400), too deep (400). */
export function readBody(bytes: Buffer | undefined, contentType: string | undefined): BodyReading {
  if (bytes === undefined || bytes.length === 0) return { ok: true, body: undefined }
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType?.trim() ?? '')) {
    return { ok: false, problem: { status: 415, code: 'endpoint/content_type', title: 'Not JSON', detail: `Send application/json${contentType === undefined ? '' : `, not ${contentType.slice(0, 80)}`}.` } }
  }
  const reading = readJson(bytes, 'endpoint/malformed')
  return reading.ok ? { ok: true, body: reading.value } : reading
}
