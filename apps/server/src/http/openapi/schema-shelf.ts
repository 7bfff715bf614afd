import { projectSchema } from '@halley/model'
import { z } from 'zod'
import { publishedCloudEventSchema } from '../../programs/cloud-events.ts'

type Json = { readonly [key: string]: unknown }

/** Schemas that stand under a name of their own, wherever they are used. */
const NAMED: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([[projectSchema, 'Project'], [publishedCloudEventSchema, 'CloudEvent']])

/** Makes JSON Schemas of zod's, and keeps under `components/schemas` what is named or refers to itself. */
export class SchemaShelf {
  readonly #schemas = new Map<string, Json>()

  all(): Json {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** A reference to a schema that stands under the name. */
  named(name: string, schema: z.ZodType, io: 'input' | 'output'): Json {
    if (!this.#schemas.has(name)) this.#schemas.set(name, this.#write(name, schema, io))
    return { $ref: `#/components/schemas/${name}` }
  }

  /** The schema in its place; parts of it that refer to themselves stand under names that begin with the place. */
  inline(place: string, schema: z.ZodType, io: 'input' | 'output'): Json {
    const name = NAMED.get(schema)
    if (name !== undefined) return this.named(name, schema, 'input')
    if (schema instanceof z.ZodUnion) return { anyOf: schema.options.map((option) => this.inline(place, option as z.ZodType, io)) }
    if (schema instanceof z.ZodArray && NAMED.has(schema.element as z.ZodType)) return { type: 'array', items: this.inline(place, schema.element as z.ZodType, io) }
    return this.#write(place, schema, io)
  }

  #write(name: string, schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _dialect, $defs, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io })
    const moved = (text: string): string => text.replaceAll('"#/$defs/', `"#/components/schemas/${name}_`).replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${name}"`)
    for (const [key, part] of Object.entries($defs ?? {})) this.#schemas.set(`${name}_${key}`, JSON.parse(moved(JSON.stringify(part))))
    return JSON.parse(moved(JSON.stringify(rest)))
  }
}
