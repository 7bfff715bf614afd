import { buttonKey, defaultButtonAmong, everyWidgetView, LIMITS, type Project, type ScreenView, type Value, type WidgetView } from '@halley/model'
import { badgeOf } from './badge-view.ts'
import { choiceLabels } from './choice-labels.ts'
import type { CompiledExpression, CompiledTemplate } from './expressions/index.ts'
import { peopleOn } from './people-on.ts'
import type { PreparedScreen, PreparedWidget } from './program.ts'
import { controlFor, ownValue } from './session-inputs.ts'
import type { RowsOfButtons, SessionStream } from './session-state.ts'
import { fieldTypeOfTarget } from './targets.ts'

/** The values that a run's expressions read, by name. */
export type RunValues = { [name: string]: unknown }

export type Rendering = {
  readonly project: Project
  readonly values: RunValues
  /** The button that was chosen for Enter; null leaves it to the rule. */
  readonly defaultButtonId: string | null
  /** The stream whose text an expression reads; none when nothing is said. */
  readonly streamReadBy?: (expression: CompiledExpression) => SessionStream | null
  /** Is the time of this burst over? Then lists are cut short and say so. */
  readonly isLate?: () => boolean
}

/** What a client draws, and the rows that the buttons in lists stand for; null where there are none. */
export type DrawnScreen = { readonly widgets: ScreenView['widgets']; readonly rows: RowsOfButtons | null }

/** Evaluates every widget of a screen into what a client draws. A widget that fails says so in its place. */
export function renderScreen(screen: PreparedScreen, { project, values, defaultButtonId, streamReadBy = () => null, isLate = () => false }: Rendering): DrawnScreen {
  const work: Work = { project, streamReadBy, isLate, widgetsLeft: LIMITS.shownWidgets, rows: [], at: {} }
  const widgets = renderAll(screen.widgets, { work, values, place: [], row: undefined })
  const buttons = [...everyWidgetView(widgets)].flatMap((view) => (view.kind === 'button' && view.row === undefined ? [view] : []))
  const defaultId = defaultButtonAmong(buttons.flatMap(({ id }) => screen.byId.get(id)?.widget ?? []), defaultButtonId)
  for (const button of buttons) button.isDefault = button.id === defaultId
  return { widgets, rows: work.rows.length === 0 ? null : { rows: work.rows, at: work.at } }
}

/** What all widgets of a screen share while it is drawn. */
type Work = {
  readonly project: Project
  readonly streamReadBy: (expression: CompiledExpression) => SessionStream | null
  readonly isLate: () => boolean
  widgetsLeft: number
  readonly rows: Value[]
  readonly at: { [button: string]: number }
}

/** Where a widget is drawn: in which row of each list around, with the values of the innermost. */
type Spot = { readonly work: Work; readonly values: RunValues; readonly place: readonly number[]; readonly row: { readonly value: Value; keptAt: number | null } | undefined }

class WidgetProblem extends Error {}

function renderAll(widgets: readonly PreparedWidget[], spot: Spot): WidgetView[] {
  return widgets.flatMap((prepared) => {
    try {
      if (prepared.widget.kind === 'conditional') return evaluate(prepared.expressions['when'], 'condition', spot) === true ? renderAll(prepared.inside, spot) : []
      spot.work.widgetsLeft -= 1
      return [renderWidget(prepared, spot)]
    } catch (error) {
      if (!(error instanceof WidgetProblem)) throw error
      return [{ kind: 'problem' as const, id: prepared.widget.id, text: error.message }]
    }
  })
}

function renderWidget(prepared: PreparedWidget, spot: Spot): WidgetView {
  const { widget, texts, expressions, inside } = prepared
  const { work, values } = spot
  const { id } = widget
  const text = (name: string): string => write(texts[name], values)
  switch (widget.kind) {
    case 'heading':
      return { kind: 'heading', id, level: widget.level, text: text('text') }
    case 'text':
      return { kind: 'text', id, markdown: text('text') }
    case 'divider':
      return { kind: 'divider', id }
    case 'button':
      return renderButton(prepared, spot)
    case 'input':
      return renderInput(prepared, spot)
    case 'image':
      return { kind: 'image', id, url: pictureAddress(text('url')), alt: text('alt'), width: widget.width }
    case 'group':
      return { kind: 'group', id, title: text('title'), widgets: renderAll(inside, spot) }
    case 'columns':
      return { kind: 'columns', id, count: widget.count, widgets: renderAll(inside, spot) }
    case 'badge': {
      const value = evaluate(expressions['value'], 'value', spot)
      return { kind: 'badge', id, ...badgeOf(value, expressions['value']?.type, { project: work.project, tone: widget.tone }) }
    }
    case 'progress': {
      const max = 'max' in expressions ? numberOr(evaluate(expressions['max'], 'largest value', spot)) : 100
      const value = numberOr(evaluate(expressions['value'], 'value', spot))
      // Nothing of nothing is done: an empty bar, not an error.
      if (max !== null && max <= 0) return { kind: 'progress', id, label: text('label'), value: 0, max: 1 }
      return { kind: 'progress', id, label: text('label'), value: value === null || max === null ? null : Math.min(Math.max(value, 0), max), max: max ?? 100 }
    }
    case 'table': {
      const columns = prepared.columns ?? []
      const rows: string[][] = []
      const buttons: Extract<WidgetView, { kind: 'button' }>[][] = []
      const more = eachRow(prepared, spot, (inRow) => {
        rows.push(columns.map((column) => (column.text === undefined ? '' : write(column.text, inRow.values))))
        buttons.push(inside.map((button) => renderButton(button, inRow)))
        return 1 + inside.length
      })
      return { kind: 'table', id, columns: columns.map(({ id: columnId, title }) => ({ id: columnId, title })), rows, buttons: inside.length === 0 ? [] : buttons, more, emptyText: text('emptyText') }
    }
    case 'repeater': {
      const rows: { key: string; widgets: WidgetView[] }[] = []
      const keys = new Set<string>()
      const more = eachRow(prepared, spot, (inRow, row, index) => {
        const key = rowKey(row, index, keys)
        rows.push({ key, widgets: renderAll(inside, inRow) })
        return 0
      })
      return { kind: 'repeater', id, layout: widget.layout, rows, more, emptyText: text('emptyText') }
    }
    case 'chart': {
      const series = (prepared.series ?? []).map(({ id: seriesId, title, value }) => ({ id: seriesId, title, value, values: [] as (number | null)[] }))
      const labels: string[] = []
      const more = eachPoint(prepared, spot, (inRow) => {
        labels.push(write(texts['label'], inRow.values))
        for (const one of series) one.values.push(numberOr(evaluate(one.value, `value of "${one.title}"`, inRow)))
      })
      return { kind: 'chart', id, chart: widget.chart, title: text('title'), labels, series: series.map(({ value: _value, ...shown }) => shown), more, emptyText: text('emptyText') }
    }
    case 'presence': {
      const channel = work.project.channels[widget.channelId ?? '']
      if (channel?.presence !== true) throw new WidgetProblem(channel === undefined ? 'The presence list has no channel.' : `Presence is off for the channel "${channel.name}".`)
      const key = 'key' in expressions ? evaluate(expressions['key'], 'key', spot) : undefined
      const { people, more } = peopleOn(ownValue(values['presence'] as Value, channel.technicalName), { key, most: widget.most })
      return { kind: 'presence', id, layout: widget.layout, people, more, emptyText: text('emptyText') }
    }
    case 'streamText': {
      const value = evaluate(expressions['source'], 'text', spot)
      const stream = expressions['source'] === undefined ? null : work.streamReadBy(expressions['source'])
      return {
        kind: 'streamText', id, text: value === null ? '' : String(value), format: widget.format, placeholder: text('placeholder'),
        stream: stream && { id: stream.id, state: stream.state, reason: stream.reason, canStop: widget.canStop && stream.state === 'running' },
      }
    }
    case 'inbox':
      return { kind: 'inbox', id, most: widget.most, emptyText: text('emptyText') }
    case 'roomMessages':
      return { kind: 'roomMessages', id, ...roomOf(widget, prepared, spot), emptyText: text('emptyText'), canStop: widget.canStop }
    case 'roomComposer':
      return { kind: 'roomComposer', id, ...roomOf(widget, prepared, spot), placeholder: text('placeholder') }
    case 'roomParticipants':
      return { kind: 'roomParticipants', id, ...roomOf(widget, prepared, spot), layout: widget.layout }
    case 'conditional':
      // Drawn by renderAll, which puts what is inside in its place.
      throw new WidgetProblem('A conditional part has no look of its own.')
  }
}

/** Which room a widget shows: its key is worked out anew with each drawing. */
function roomOf({ roomId }: { readonly roomId: string | null }, { expressions }: PreparedWidget, spot: Spot): { readonly roomId: string; readonly key: string | null } {
  const room = spot.work.project.rooms[roomId ?? '']
  if (room === undefined) throw new WidgetProblem('No room is chosen.')
  if (room.keyName === null) return { roomId: room.id, key: null }
  const value = evaluate(expressions['key'], 'key', spot)
  const key = typeof value === 'number' ? String(value) : value
  if (typeof key !== 'string' || key === '') throw new WidgetProblem(`Which ${room.keyName} of "${room.name}" is shown is not known yet.`)
  return { roomId: room.id, key }
}

/** Draws the points of a chart: the last ones, since what is added to a list comes at its end. */
function eachPoint(prepared: PreparedWidget, spot: Spot, draw: (inRow: Spot) => void): number {
  const most = Math.min(LIMITS.shownRows, Math.max(1, spot.work.widgetsLeft))
  return eachRow(prepared, spot, (inRow) => {
    draw(inRow)
    return 1
  }, -most)
}

/**
 * Draws the first rows of a widget's list, or those from another place (negative ones count from the end); `draw` tells how
 * many widgets it took. Returns how many rows are not shown.
 */
function eachRow({ expressions, inside }: PreparedWidget, spot: Spot, draw: (inRow: Spot, row: Value, index: number) => number, from = 0): number {
  const list = evaluate(expressions['source'], 'list', spot)
  if (!Array.isArray(list)) return 0
  const { work, values, place } = spot
  let index = 0
  for (const row of list.slice(from, from === 0 ? LIMITS.shownRows : undefined)) {
    // A row of its own size must fit; the first always does, so that a list never looks empty.
    if (index > 0 && work.widgetsLeft < inside.length) break
    if (work.isLate()) throw new WidgetProblem('The list takes too long to draw; show fewer rows of it, or say less in each.')
    // Not in one assignment: drawing counts what is inside by itself.
    const taken = draw({ work, values: { ...values, row }, place: [...place, index], row: { value: row, keptAt: null } }, row, index)
    work.widgetsLeft -= taken
    index += 1
  }
  return list.length - index
}

function rowKey(row: Value, index: number, taken: Set<string>): string {
  const id = ownValue(row, 'id')
  const key = typeof id === 'string' && id !== '' && !taken.has(id) ? id : `#${index}`
  taken.add(key)
  return key
}

function renderButton({ widget, texts }: PreparedWidget, spot: Spot): Extract<WidgetView, { kind: 'button' }> {
  if (widget.kind !== 'button') throw new WidgetProblem('Only buttons stand in a table.')
  const label = texts['label']
  const view = { kind: 'button' as const, id: widget.id, label: label === undefined ? widget.label : write(label, spot.values), tone: widget.tone, isDefault: false, storesInputs: widget.storesInputs }
  const { row, work, place } = spot
  if (row === undefined) return view
  row.keptAt ??= work.rows.push(row.value) - 1
  work.at[buttonKey(widget.id, place)] = row.keptAt
  return { ...view, row: [...place] }
}

function renderInput({ widget, texts, target }: PreparedWidget, { work, values, row }: Spot): WidgetView {
  if (row !== undefined) throw new WidgetProblem('An input cannot stand in the rows of a list: all of them would fill in the same.')
  const fieldType = widget.kind !== 'input' || widget.target === null ? undefined : fieldTypeOfTarget(work.project, widget.target)
  if (widget.kind !== 'input' || target === undefined || fieldType === undefined) throw new WidgetProblem('This input is not bound to a field.')
  const [root, member] = target.path
  const rootValue = values[root] as Value
  return {
    kind: 'input', id: widget.id, label: write(texts['label'], values), control: controlFor(fieldType, work.project, widget.multiline),
    value: toJson(member === undefined ? (rootValue ?? null) : ownValue(rootValue, member)), required: widget.required, placeholder: widget.placeholder,
  }
}

function pictureAddress(written: string): string {
  const address = written.trim()
  if (address !== '' && !/^https:\/\/[^\s/]/i.test(address)) throw new WidgetProblem('The picture is not shown: its address has to start with https://.')
  return address
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

function evaluate(expression: CompiledExpression | undefined, what: string, { values }: Spot): unknown {
  if (expression === undefined) throw new WidgetProblem(`The ${what} has an error; see the problems list.`)
  const result = expression.evaluate(values)
  if (!result.ok) throw new WidgetProblem(result.error.message)
  return result.value
}

function write(template: CompiledTemplate | undefined, values: RunValues): string {
  if (template === undefined) throw new WidgetProblem('This text has an error; see the problems list.')
  const result = template.evaluate(values, choiceLabels)
  if (!result.ok) throw new WidgetProblem(result.error.message)
  return result.text
}

// Views are mutable JSON for zod; session values are deeply readonly. Same shape, no copy.
function toJson(value: Value): Extract<WidgetView, { kind: 'input' }>['value'] {
  return value as Extract<WidgetView, { kind: 'input' }>['value']
}
