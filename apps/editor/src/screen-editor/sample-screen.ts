import { badgeOf, choiceLabels, controlFor, fieldTypeOfTarget, resolveTarget, scopeOf, type DescribedType, type Scope } from '@halley/engine'
import { exampleOf, inOrder, widgetTree, type Members, type Project, type Screen, type ScreenView, type Value, type Widget, type WidgetBranch, type WidgetView } from '@halley/model'
import { language } from '../expression-field/expression-language.ts'

/** Values to draw a screen with while it is edited: examples of all messages, fields and lists. */
export function sampleValues(project: Project): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = {
    session: { id: 'session' }, user: { id: 'ada', name: 'Ada', roles: [] }, now: '2026-01-31T09:30:00Z', error: { code: 'channel/missing', text: 'The channel does not exist.', node: 'Send' },
    event: { channel: 'channel', key: '', message: 'Message', id: '1', seq: 1, sentAt: '2026-01-31T09:30:00Z', sender: 'Ada' },
  }
  const messages: Record<string, Value> = {}
  for (const message of Object.values(project.messages)) messages[message.technicalName] = exampleOf(project, message.id) ?? null
  const current: Record<string, Value> = {}
  for (const list of Object.values(project.lists)) {
    const row = exampleOfMembers(project, list.members)
    values[list.technicalName] = [row]
    current[list.technicalName] = row
  }
  for (const field of Object.values(project.fields)) {
    values[field.technicalName] = exampleOfMembers(project, { [field.id]: { id: field.id, parentId: null, order: 'a0', name: field.name, technicalName: field.technicalName, technicalNameSetByHand: false, description: '', type: 'field', valueType: field.valueType, required: false } })[field.technicalName] ?? null
  }
  return { ...values, ...messages, received: messages, current, presence: samplePresence(project) }
}

function samplePresence(project: Project): { readonly [channel: string]: Value } {
  const members = samplePeople.map(({ id, name }) => ({ id, userId: id, name, since: '2026-01-31T09:30:00Z', keys: [] }))
  return Object.fromEntries(Object.values(project.channels).flatMap(({ presence, technicalName }) => (presence ? [[technicalName, { count: members.length, members }]] : [])))
}

// The model gives examples of messages; anything else with members is asked for as if it were one.
function exampleOfMembers(project: Project, members: Members): { readonly [name: string]: Value } {
  const guest = { id: 'guest', folderId: null, order: 'a0', name: 'Guest', technicalName: 'Guest', technicalNameSetByHand: false, description: '', hue: 0, members: { ...members } }
  return exampleOf({ ...project, messages: { guest } }, 'guest') ?? {}
}

/** A screen drawn with sample values, as the player shows it. What does not check says so in its place; conditional parts are shown as groups, lists with one row. */
export function sampleScreen(project: Project, screen: Screen, about: { readonly flowId: string; readonly nodeId: string; readonly title: string; readonly defaultButtonId: string }): ScreenView {
  const sampling: Sampling = { project, scope: scopeOf(project), values: sampleValues(project), defaultButtonId: about.defaultButtonId, row: undefined }
  return {
    id: `sample-${about.nodeId}`, runId: 'sample', flowId: about.flowId, nodeId: about.nodeId, title: about.title, overlay: null, message: null, version: 0,
    widgets: widgetTree(screen).map((branch) => sampleWidget(branch, sampling)),
  }
}

type Sampling = { readonly project: Project; readonly scope: Scope; readonly values: Readonly<Record<string, Value>>; readonly defaultButtonId: string; /** The place of the sample row that is drawn. */ readonly row: number[] | undefined }

function sampleWidget({ widget, inside }: WidgetBranch, sampling: Sampling): WidgetView {
  const { id } = widget
  const text = (template: string) => written(template, sampling)
  switch (widget.kind) {
    case 'heading': return { kind: 'heading', id, level: widget.level, text: text(widget.text) }
    case 'text': return { kind: 'text', id, markdown: text(widget.text) }
    case 'divider': return { kind: 'divider', id }
    case 'button': return sampleButton(widget, sampling)
    case 'input': return sampleInput(widget, sampling)
    case 'image': return { kind: 'image', id, url: /^https:\/\/[^\s/]/i.test(text(widget.url)) ? text(widget.url) : '', alt: text(widget.alt), width: widget.width }
    case 'group': return { kind: 'group', id, title: text(widget.title), widgets: inside.map((branch) => sampleWidget(branch, sampling)) }
    // Seen whatever its condition says, so that what is in it can be worked on.
    case 'conditional': return { kind: 'group', id, title: '', widgets: inside.map((branch) => sampleWidget(branch, sampling)) }
    case 'columns': return { kind: 'columns', id, count: widget.count, widgets: inside.map((branch) => sampleWidget(branch, sampling)) }
    case 'progress': {
      const max = numberOf(widget.max, sampling) ?? 100
      return { kind: 'progress', id, label: text(widget.label), value: Math.min(Math.max(numberOf(widget.value, sampling) ?? max * 0.4, 0), max), max: max > 0 ? max : 1 }
    }
    case 'badge': {
      const compiled = language.compile(widget.value, sampling.scope)
      const result = compiled.ok ? compiled.evaluate(sampling.values) : undefined
      if (!compiled.ok || result?.ok !== true) return { kind: 'badge', id, text: widget.value.trim() === '' ? 'Badge' : widget.value, tone: widget.tone }
      return { kind: 'badge', id, ...badgeOf(result.value, compiled.type, { project: sampling.project, tone: widget.tone }) }
    }
    case 'presence': return { kind: 'presence', id, layout: widget.layout, people: samplePeople.slice(0, widget.most), more: Math.max(0, samplePeople.length - widget.most), emptyText: text(widget.emptyText) }
    case 'inbox': return { kind: 'inbox', id, most: widget.most, emptyText: text(widget.emptyText) }
    case 'roomMessages':
    case 'roomComposer':
    case 'roomParticipants': {
      const room = sampling.project.rooms[widget.roomId ?? '']
      if (room === undefined) return { kind: 'problem', id, text: 'Choose the room that is shown.' }
      const shown = { id, roomId: room.id, key: room.keyName === null ? null : 'sample' }
      if (widget.kind === 'roomMessages') return { kind: widget.kind, ...shown, emptyText: text(widget.emptyText), canStop: widget.canStop }
      return widget.kind === 'roomComposer' ? { kind: widget.kind, ...shown, placeholder: text(widget.placeholder) } : { kind: widget.kind, ...shown, layout: widget.layout }
    }
    case 'table': {
      const list = listOf(widget.source, sampling, 'table')
      if ('problem' in list && inside.length === 0) return { kind: 'problem', id, text: list.problem }
      const columns = inOrder(widget.columns)
      const rows = 'problem' in list ? [list.inRow(null, 0)] : list.rows.slice(0, 3).map(list.inRow)
      return {
        kind: 'table', id, columns: columns.map((column) => ({ id: column.id, title: column.title })), emptyText: text(widget.emptyText), more: 0,
        rows: rows.map((row) => columns.map((column) => written(column.text, row))),
        buttons: inside.length === 0 ? [] : rows.map((row) => inside.flatMap((branch) => (branch.widget.kind === 'button' ? [sampleButton(branch.widget, row)] : []))),
      }
    }
    case 'repeater': {
      const list = listOf(widget.source, sampling, 'repeater')
      if ('problem' in list && inside.length === 0) return { kind: 'problem', id, text: list.problem }
      // One row, and that one always: it is where what is inside is worked on.
      const row = list.inRow('problem' in list ? null : (list.rows[0] ?? null), 0)
      return { kind: 'repeater', id, layout: widget.layout, rows: [{ key: 'sample', widgets: inside.map((branch) => sampleWidget(branch, row)) }], more: 0, emptyText: text(widget.emptyText) }
    }
    case 'streamText': {
      const shown = language.compile(widget.source, sampling.scope)
      const result = shown.ok ? shown.evaluate(sampling.values) : undefined
      return { kind: 'streamText', id, text: result?.ok === true && typeof result.value === 'string' ? result.value : '', format: widget.format, placeholder: widget.placeholder === '' ? 'Stream text' : text(widget.placeholder), stream: widget.canStop ? { id: 'sample', state: 'running', reason: null, canStop: true } : null }
    }
    case 'chart': {
      const list = listOf(widget.source, sampling, 'chart')
      if ('problem' in list) return { kind: 'problem', id, text: list.problem }
      // The shape of a chart, not its numbers: examples are one row, which has no shape.
      const series = inOrder(widget.series).map(({ id: seriesId, title }, index) => ({ id: seriesId, title, values: samplePoints.map((value) => value + index * 3) }))
      return { kind: 'chart', id, chart: widget.chart, title: text(widget.title), labels: samplePoints.map((_value, index) => String(index + 1)), series, more: 0, emptyText: series.length === 0 ? 'Add a series: which number of each row it shows.' : text(widget.emptyText) }
    }
  }
}

const samplePeople = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing'].map((name) => ({ id: name, userId: name, name }))

const samplePoints = [4, 7, 5, 9, 8, 12]

function sampleButton(widget: Extract<Widget, { kind: 'button' }>, sampling: Sampling): Extract<WidgetView, { kind: 'button' }> {
  const { row, defaultButtonId } = sampling
  return { kind: 'button', id: widget.id, label: written(widget.label, sampling), tone: widget.tone, isDefault: row === undefined && widget.id === defaultButtonId, storesInputs: widget.storesInputs, ...(row !== undefined && { row }) }
}

function sampleInput(widget: Extract<Widget, { kind: 'input' }>, sampling: Sampling): WidgetView {
  const { project } = sampling
  const { id, target } = widget
  const type = target === null ? undefined : fieldTypeOfTarget(project, target)
  if (target === null || type === undefined || resolveTarget(project, target) === undefined) return { kind: 'problem', id, text: `${written(widget.label, sampling)}: choose what this input fills in.` }
  return { kind: 'input', id, label: written(widget.label, sampling), control: controlFor(type, project, widget.multiline), value: null, required: widget.required, placeholder: widget.placeholder }
}

type SampleList = { readonly inRow: (row: Value, index: number) => Sampling } & ({ readonly problem: string } | { readonly rows: readonly Value[] })

function listOf(source: string, sampling: Sampling, what: 'table' | 'repeater' | 'chart'): SampleList {
  const { scope, values, row: around } = sampling
  const compiled = language.compile(source, scope, { type: 'list', of: { type: 'any' } })
  const type: DescribedType = compiled.ok && compiled.type.type === 'list' ? compiled.type.of : { type: 'any' }
  const rowScope: Scope = { variables: { ...scope.variables, row: type } }
  const inRow = (row: Value, index: number): Sampling => ({ ...sampling, scope: rowScope, values: { ...values, row }, row: [...(around ?? []), index] })
  if (!compiled.ok) return { inRow, problem: source.trim() === '' ? `Choose the list that this ${what} shows.` : (compiled.errors[0]?.message ?? `The list of this ${what} does not check.`) }
  const result = compiled.evaluate(values)
  // What is a list was checked; its rows are JSON.
  return { inRow, rows: result.ok && Array.isArray(result.value) ? (result.value as Value[]) : [] }
}

function numberOf(source: string, { scope, values }: Sampling): number | null {
  const compiled = language.compile(source, scope)
  const result = compiled.ok ? compiled.evaluate(values) : undefined
  return result?.ok === true && typeof result.value === 'number' ? result.value : null
}

function written(template: string, { scope, values }: Sampling): string {
  const compiled = language.compileTemplate(template, scope)
  if (!compiled.ok) return template
  const result = compiled.evaluate(values, choiceLabels)
  return result.ok ? result.text : template
}
