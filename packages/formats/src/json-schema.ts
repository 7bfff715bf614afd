import { inOrder, messageJsonSchema, type Project, type Value } from '@halley/model'
import { exportedNames } from './exported-names.ts'
import type { JsonObject } from './json-text.ts'

/**
 * One JSON Schema (2020-12) with a definition for each message under `$defs`, by technical name; each allows exactly the payloads
 * that the server takes. The document as a whole allows the payload of any of them.
 */
export function jsonSchemaDocument(project: Project): JsonObject {
  const messages = inOrder(project.messages)
  const names = exportedNames(messages)
  const definitions = messages.map((message): [string, Value] => {
    const { $schema: _dialect, ...schema } = messageJsonSchema(project, message.id) ?? {}
    return [names.get(message.id) ?? message.technicalName, schema]
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: project.name,
    ...(definitions.length > 0 && { anyOf: definitions.map(([name]) => ({ $ref: `#/$defs/${name}` })) }),
    $defs: Object.fromEntries(definitions),
  }
}
