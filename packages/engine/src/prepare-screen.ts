import { inOrder, type Screen } from '@halley/model'
import type { DescribedType } from './expressions/index.ts'
import type { PrepareContext } from './node-kind.ts'
import type { PreparedScreen, PreparedWidget } from './program.ts'

/** Compiles a screen's templates and expressions; what does not check becomes a problem at its widget. */
export function prepareScreen(path: readonly string[], screen: Screen, context: Omit<PrepareContext, 'screen'>): PreparedScreen {
  const widgets = inOrder(screen.widgets).map((widget): PreparedWidget => {
    const at = [...path, 'widgets', widget.id]
    switch (widget.kind) {
      case 'heading':
      case 'text':
        return { widget, texts: { text: context.template([...at, 'text'], widget.text) } }
      case 'button': {
        if (widget.action.type === 'flow' && context.project.flows[widget.action.flowId ?? ''] === undefined) {
          context.report({ code: 'screen/button_flow_missing', severity: 'error', text: `The button "${widget.label}" has no flow to execute; choose one.`, path: [...at, 'action'] })
        }
        return { widget, texts: { label: context.template([...at, 'label'], widget.label) } }
      }
      case 'input': {
        const target = widget.target === null ? undefined : context.target(widget.target)
        if (target === undefined) {
          context.report({
            code: 'screen/input_target_missing',
            severity: 'error',
            text: widget.target === null ? `The input "${widget.label}" is not bound to a field; choose what it fills in.` : `What the input "${widget.label}" fills in is gone; choose another field.`,
            path: [...at, 'target'],
          })
        }
        return { widget, texts: { label: context.template([...at, 'label'], widget.label) }, target }
      }
      case 'table': {
        const source = context.expression([...at, 'source'], widget.source, { type: 'list', of: { type: 'any' } })
        if (widget.source.trim() === '') {
          context.report({ code: 'screen/table_source_missing', severity: 'error', text: 'The table has no list; say which one it shows.', path: [...at, 'source'] })
        }
        const rowType: DescribedType = source?.type.type === 'list' ? source.type.of : { type: 'any' }
        return {
          widget,
          texts: { emptyText: context.template([...at, 'emptyText'], widget.emptyText) },
          source,
          columns: inOrder(widget.columns).map((column) => ({
            id: column.id,
            title: column.title,
            text: context.template([...at, 'columns', column.id, 'text'], column.text, { row: { ...rowType, label: 'The row' } }),
          })),
        }
      }
    }
  })
  return { prepared: 'screen', widgets }
}
