import { emptyProject, textsOfProject, widgetSchema, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'

const mention = 'zebra'
const line = { id: 'a', order: 'a0' }
const expressionLine = { a: { ...line, expression: mention } }

/** What each control that edits expressions or templates makes of a config, with a text that names `zebra`; controls that edit none are null. */
const written: Readonly<Record<string, unknown>> = {
  expression: mention, template: `{${mention}}`,
  assignments: expressionLine, memberValues: expressionLine, cases: expressionLine, inputValues: expressionLine, outcomeValues: expressionLine, responseMapping: expressionLine,
  namedTemplates: { a: { ...line, value: `{${mention}}` } },
  screen: { widgets: { a: { ...line, kind: 'text', text: `{${mention}}` } } },
  noticeLink: { type: 'address', url: `{${mention}}` },
  room: null, roles: null, noticeWays: null, text: null, markdown: null, checkbox: null, number: null, duration: null, select: null, channel: null, message: null, messageText: null, messages: null, flow: null, navigation: null, connection: null, list: null, outputTargets: null, unavailable: null, hidden: null,
}

function namesIn(config: unknown): string[] {
  const node = { id: 'n', kind: 'any', version: 1, position: { x: 0, y: 0 }, config }
  const project = { ...emptyProject({ id: 'p', name: 'P', technicalName: 'p' }), flows: { f: { id: 'f', nodes: { n: node } } } } as unknown as Project
  return [...textsOfProject(project, mention)].flatMap(({ names }) => names.flatMap((chain) => chain.names.map(({ text }) => text)))
}

describe('a rename finds every text of the node kinds', () => {
  for (const kind of catalog.values()) {
    for (const [key, field] of Object.entries<{ readonly control: string }>(kind.form)) {
      it(`in "${key}" of ${kind.title}`, () => {
        expect(written).toHaveProperty(field.control)
        expect(namesIn({ [key]: written[field.control] })).toStrictEqual(written[field.control] === null ? [] : [mention])
      })
    }
  }

  it('and of the widgets', () => {
    const expressions = new Set(['source', 'when', 'value', 'max', 'key'])
    const templates = new Set(['text', 'label', 'emptyText', 'url', 'alt', 'title'])
    const plain = new Set(['id', 'kind', 'order', 'parentId', 'placeholder'])
    const isText = (schema: unknown): boolean => {
      const definition: { type: string; innerType?: unknown } | undefined = Reflect.get(Object(schema), 'def')
      return definition?.type === 'string' || (definition?.type === 'default' && isText(definition.innerType))
    }
    for (const option of widgetSchema.options) {
      for (const [key, schema] of Object.entries<unknown>(option.shape)) {
        if (plain.has(key) || !isText(schema)) continue
        expect([...expressions, ...templates]).toContain(key)
        const text = expressions.has(key) ? mention : `{${mention}}`
        expect(namesIn({ screen: { widgets: { a: { id: 'a', [key]: text } } } })).toStrictEqual([mention])
      }
    }
  })
})
