import { choiceLabels, controlFor, fieldTypeOfTarget, resolveTarget, scopeOf, type DescribedType, type Scope } from '@halley/engine'
import { exampleOf, inOrder, type Members, type Project, type Screen, type ScreenView, type Value, type Widget, type WidgetView } from '@halley/model'
import { language } from '../expression-field/expression-language.ts'

/** Values to draw a screen with while it is edited: examples of all messages, fields and lists. */
export function sampleValues(project: Project): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = {
    session: { id: 'session' }, user: { id: 'ada', name: 'Ada', roles: [] }, now: '2026-01-31T09:30:00Z', error: { code: 'channel/missing', text: 'The channel does not exist.', node: 'Send' },
    event: { channel: 'channel', key: '', message: 'Message', id: '1', seq: 1, sentAt: '2026-01-31T09:30:00Z', sender: 'Ada' },
  }
  const messages: Record<string, Value> = {}
  for (const message of Object.values(project.messages)) messages[message.technicalName] = exampleOf(project, message.id) ?? null
  for (const list of Object.values(project.lists)) values[list.technicalName] = exampleRows(project, list.members)
  for (const field of Object.values(project.fields)) {
    values[field.technicalName] = exampleOfMembers(project, { [field.id]: { id: field.id, parentId: null, order: 'a0', name: field.name, technicalName: field.technicalName, technicalNameSetByHand: false, description: '', type: 'field', valueType: field.valueType, required: false } })[field.technicalName] ?? null
  }
  return { ...values, ...messages, received: messages }
}

function exampleRows(project: Project, members: Members): Value {
  return [exampleOfMembers(project, members)]
}

// The model gives examples of messages; anything else with members is asked for as if it were one.
function exampleOfMembers(project: Project, members: Members): { readonly [name: string]: Value } {
  const guest = { id: 'guest', folderId: null, order: 'a0', name: 'Guest', technicalName: 'Guest', technicalNameSetByHand: false, description: '', hue: 0, members: { ...members } }
  return exampleOf({ ...project, messages: { guest } }, 'guest') ?? {}
}

/** A screen drawn with sample values, as the player shows it. What does not check says so in its place. */
export function sampleScreen(project: Project, screen: Screen, about: { readonly flowId: string; readonly nodeId: string; readonly title: string; readonly defaultButtonId: string }): ScreenView {
  const sampling = { project, scope: scopeOf(project), values: sampleValues(project), defaultButtonId: about.defaultButtonId }
  return {
    id: `sample-${about.nodeId}`, runId: 'sample', flowId: about.flowId, nodeId: about.nodeId, title: about.title, overlay: null, message: null, version: 0,
    widgets: inOrder(screen.widgets).map((widget) => sampleWidget(widget, sampling)),
  }
}

type Sampling = { readonly project: Project; readonly scope: Scope; readonly values: Readonly<Record<string, Value>>; readonly defaultButtonId: string }

function sampleWidget(widget: Widget, sampling: Sampling): WidgetView {
  const { project, scope, values } = sampling
  const { id } = widget
  switch (widget.kind) {
    case 'heading': return { kind: 'heading', id, level: widget.level, text: written(widget.text, sampling) }
    case 'text': return { kind: 'text', id, markdown: written(widget.text, sampling) }
    case 'button': return { kind: 'button', id, label: written(widget.label, sampling), tone: widget.tone, isDefault: id === sampling.defaultButtonId, storesInputs: widget.storesInputs }
    case 'input': {
      const type = widget.target === null ? undefined : fieldTypeOfTarget(project, widget.target)
      if (widget.target === null || type === undefined || resolveTarget(project, widget.target) === undefined) {
        return { kind: 'problem', id, text: `${written(widget.label, sampling)}: choose what this input fills in.` }
      }
      return { kind: 'input', id, label: written(widget.label, sampling), control: controlFor(type, project, widget.multiline), value: null, required: widget.required, placeholder: widget.placeholder }
    }
    case 'table': {
      const columns = inOrder(widget.columns)
      const source = language.compile(widget.source, scope, { type: 'list', of: { type: 'any' } })
      if (!source.ok) return { kind: 'problem', id, text: widget.source.trim() === '' ? 'Choose the list that this table shows.' : (source.errors[0]?.message ?? 'The list of this table does not check.') }
      const result = source.evaluate(values)
      const rows = result.ok && Array.isArray(result.value) ? result.value.slice(0, 3) : []
      const inRow: DescribedType = source.type.type === 'list' ? source.type.of : { type: 'any' }
      const rowScope: Scope = { variables: { ...scope.variables, row: inRow } }
      return {
        kind: 'table', id, columns: columns.map((column) => ({ id: column.id, title: column.title })), emptyText: written(widget.emptyText, sampling),
        rows: rows.map((row: Value) => columns.map((column) => written(column.text, { ...sampling, scope: rowScope, values: { ...values, row } }))),
      }
    }
  }
}

function written(template: string, { scope, values }: Sampling): string {
  const compiled = language.compileTemplate(template, scope)
  if (!compiled.ok) return template
  const result = compiled.evaluate(values, choiceLabels)
  return result.ok ? result.text : template
}
