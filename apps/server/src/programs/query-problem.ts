import type { z } from 'zod'
import type { Problem } from '../http/problem-details.ts'

const TOKEN_ADVICE = 'A token does not belong in an address, which stands in logs; send it as "Authorization: Bearer …".'

/** What is wrong with the query of a request about events: 400 with the parameter's name. */
export function queryProblem(query: unknown, { issues }: z.ZodError, schema: z.ZodObject): Problem {
  const [issue] = issues
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = Object.keys(schema.shape).join(', ')
    return malformedParameter(key, /token|auth|key/i.test(key) ? TOKEN_ADVICE : `There is no "${key.slice(0, 60)}" here; ${known === '' ? 'leave it out' : `there are ${known}`}.`)
  }
  const name = String(issue?.path[0] ?? '')
  if (name === 'topic' && !(typeof query === 'object' && query !== null && 'topic' in query)) return malformedParameter('topic', 'Say which events: ?topic=PATTERN, such as events.local.shop.>')
  return malformedParameter(name, `"${name}" is not valid: ${issue?.message ?? 'unreadable'}. Give it once.`)
}

/** A parameter or header that cannot be read. */
export function malformedParameter(parameter: string, detail: string): Problem {
  return { status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail, errors: [{ parameter: parameter.slice(0, 60), detail }] }
}
