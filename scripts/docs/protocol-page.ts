import { appAuthSchema, appPushes, appRequests, editorAuthSchema, editorPushes, editorRequests, eventsAuthSchema, eventsPushes, eventsRequests, PROTOCOL_VERSION } from '@halley/protocol'
import { z } from 'zod'
import { clientFromScratch } from './client-from-scratch.ts'
import { encryptedMessages } from './encrypted-messages.ts'
import { presenceForPrograms } from './presence-for-programs.ts'
import { httpForPrograms } from './http-for-programs.ts'

type JsonSchema = { readonly [key: string]: unknown }

/** docs/protocol.md: every wire event with its payload, from the tables both ends parse by. */
export function protocolPage(): string {
  return `# Protocol

Socket.IO 4, path \`/socket.io\`, protocol version ${PROTOCOL_VERSION}. A request is acknowledged with \`{ok: true, …}\` or \`{ok: false, error: {code, message, …}}\`; the codes are in [error-codes.md](error-codes.md).
What does not have the shape given here is answered with \`wire/malformed\` and changes nothing.

${namespace('/events', 'One connection is one program outside. Frames are text, one event each; several may come in one write.', eventsAuthSchema, { requests: eventsRequests, pushes: eventsPushes })}

${clientFromScratch()}

${presenceForPrograms()}

${httpForPrograms()}

${encryptedMessages()}

${namespace('/app', 'One connection is one running session.', appAuthSchema, { requests: appRequests, pushes: appPushes })}

${namespace('/editor', 'One connection is one tab.', editorAuthSchema, { requests: editorRequests, pushes: editorPushes })}
`
}

type Tables = { readonly requests: Readonly<Record<string, { readonly request: z.ZodType; readonly reply: z.ZodType }>>; readonly pushes: Readonly<Record<string, z.ZodType>> }

function namespace(name: string, what: string, auth: z.ZodType, { requests, pushes }: Tables): string {
  return [
    `## \`${name}\``,
    what,
    `Handshake \`auth\`: ${code(auth)}`,
    `| request | payload | acknowledgement |\n|---|---|---|\n${Object.entries(requests).map(([event, row]) => `| \`${event}\` | ${code(row.request)} | ${acknowledgement(row.reply)} |`).join('\n')}`,
    `| push | payload |\n|---|---|\n${Object.entries(pushes).map(([event, schema]) => `| \`${event}\` | ${code(schema)} |`).join('\n')}`,
  ].join('\n\n')
}

/** The acknowledgement when it went well; refusals are the same everywhere. */
function acknowledgement(schema: z.ZodType): string {
  const [accepted] = (z.toJSONSchema(schema, { unrepresentable: 'any' })['oneOf'] ?? z.toJSONSchema(schema, { unrepresentable: 'any' })['anyOf'] ?? []) as readonly JsonSchema[]
  return accepted === undefined ? code(schema) : `\`${shape(accepted, 0)}\``.replaceAll('|', '\\|')
}

function code(schema: z.ZodType): string {
  return `\`${shape(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema, 0).replaceAll('|', '\\|')}\``
}

/** Writes a schema in a line a person reads: {name, age?: number, list: […]}. Deep parts are cut short. */
function shape(schema: JsonSchema, depth: number): string {
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
  if (alternatives !== undefined) return alternatives.map((one) => shape(one, depth)).join(' | ')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ')
  if (schema['type'] === 'array') return `[${shape((schema['items'] ?? {}) as JsonSchema, depth)}]`
  if (schema['type'] === 'object') {
    const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined
    if (properties === undefined) return '{…}'
    if (depth >= 2) return '{…}'
    const required = new Set((schema['required'] ?? []) as readonly string[])
    return `{${Object.entries(properties).map(([name, property]) => `${name}${required.has(name) ? '' : '?'}: ${shape(property, depth + 1)}`).join(', ')}}`
  }
  if (Array.isArray(schema['type'])) return schema['type'].join(' | ')
  return typeof schema['type'] === 'string' ? schema['type'] : 'JSON'
}
