import { LIMITS, type Project, type ScreenView, type Value, type WidgetView } from '@halley/model'
import { choiceLabels } from './choice-labels.ts'
import type { CompiledTemplate } from './expressions/index.ts'
import type { PreparedScreen, PreparedWidget } from './program.ts'
import { controlFor, ownValue } from './session-inputs.ts'
import { fieldTypeOfTarget } from './targets.ts'

/** The values that a run's expressions read, by name. */
export type RunValues = { [name: string]: unknown }

type Rendering = { readonly project: Project; readonly values: RunValues; readonly defaultButtonId: string | null }

/** Evaluates every widget of a screen into what a client draws. A widget that fails says so in its place. */
export function renderWidgets(screen: PreparedScreen, rendering: Rendering): ScreenView['widgets'] {
  return screen.widgets.map((prepared) => {
    try {
      return renderWidget(prepared, rendering)
    } catch (error) {
      if (!(error instanceof WidgetProblem)) throw error
      return { kind: 'problem', id: prepared.widget.id, text: error.message }
    }
  })
}

class WidgetProblem extends Error {}

function renderWidget({ widget, texts, source, target, columns }: PreparedWidget, { project, values, defaultButtonId }: Rendering): WidgetView {
  const text = (template: CompiledTemplate | undefined): string => {
    if (template === undefined) throw new WidgetProblem('This text has an error; see the problems list.')
    return evaluateText(template, values)
  }
  switch (widget.kind) {
    case 'heading':
      return { kind: 'heading', id: widget.id, level: widget.level, text: text(texts.text) }
    case 'text':
      return { kind: 'text', id: widget.id, markdown: text(texts.text) }
    case 'button':
      return { kind: 'button', id: widget.id, label: text(texts.label), tone: widget.tone, isDefault: widget.id === defaultButtonId, storesInputs: widget.storesInputs }
    case 'input': {
      const fieldType = widget.target === null ? undefined : fieldTypeOfTarget(project, widget.target)
      if (target === undefined || fieldType === undefined) throw new WidgetProblem('This input is not bound to a field.')
      const [root, member] = target.path
      const rootValue = values[root] as Value
      return {
        kind: 'input', id: widget.id, label: text(texts.label), control: controlFor(fieldType, project, widget.multiline),
        value: toJson(member === undefined ? (rootValue ?? null) : ownValue(rootValue, member)), required: widget.required, placeholder: widget.placeholder,
      }
    }
    case 'table': {
      if (source === undefined) throw new WidgetProblem('This table has no list that checks.')
      const result = source.evaluate(values)
      if (!result.ok) throw new WidgetProblem(result.error.message)
      const rows = Array.isArray(result.value) ? result.value.slice(0, LIMITS.listRows) : []
      return {
        kind: 'table',
        id: widget.id,
        columns: (columns ?? []).map(({ id, title }) => ({ id, title })),
        rows: rows.map((row: unknown) => (columns ?? []).map((column) => (column.text === undefined ? '' : evaluateText(column.text, { ...values, row })))),
        buttons: [],
        more: 0,
        emptyText: text(texts.emptyText),
      }
    }
  }
}

function evaluateText(template: CompiledTemplate, values: RunValues): string {
  const result = template.evaluate(values, choiceLabels)
  if (!result.ok) throw new WidgetProblem(result.error.message)
  return result.text
}

// Views are mutable JSON for zod; session values are deeply readonly. Same shape, no copy.
function toJson(value: Value): Extract<WidgetView, { kind: 'input' }>['value'] {
  return value as Extract<WidgetView, { kind: 'input' }>['value']
}
