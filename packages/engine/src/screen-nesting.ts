import { inOrder, LIMITS, mayHold, widgetTree, type Screen, type Widget, type WidgetBranch } from '@halley/model'
import type { NodeProblem } from './node-kind.ts'

/** Notes what of a screen's nesting cannot be meant as it is: it is shown at the top, or shows nothing. */
export function reportNesting(path: readonly string[], screen: Screen, report: (problem: NodeProblem) => void): void {
  const at = (widget: Widget) => [...path, 'widgets', widget.id]
  const isAtTop = new Set(widgetTree(screen).map(({ widget }) => widget.id))
  for (const widget of inOrder(screen.widgets)) {
    const parent = widget.parentId === null || !Object.hasOwn(screen.widgets, widget.parentId) ? undefined : screen.widgets[widget.parentId]
    if (parent === undefined || !isAtTop.has(widget.id)) continue
    const reason = mayHold(parent.kind, widget.kind)
      ? `in a circle, or more than ${LIMITS.widgetLevels} levels deep`
      : parent.kind === 'table' ? 'in a table, which holds buttons only' : 'in something that holds nothing'
    report({ code: 'screen/nesting', severity: 'warning', text: `This ${longerWords[widget.kind] ?? widget.kind} stands ${reason}; it is shown at the top of the screen. Move it to where it belongs.`, path: at(widget) })
  }
  reportEmpty(widgetTree(screen), (widget) => report({ code: 'screen/empty_container', severity: 'hint', text: `Nothing is in this ${emptyWords[widget.kind] ?? widget.kind}; put something into it, or delete it.`, path: at(widget) }))
}

const longerWords: Partial<Record<Widget['kind'], string>> = { progress: 'progress bar', presence: 'presence list' }

const emptyWords: Partial<Record<Widget['kind'], string>> = { group: 'group', columns: 'row of columns', conditional: 'conditional part', repeater: 'repeater' }

function reportEmpty(branches: readonly WidgetBranch[], note: (widget: Widget) => void): void {
  for (const { widget, inside } of branches) {
    if (inside.length === 0 && emptyWords[widget.kind] !== undefined) note(widget)
    reportEmpty(inside, note)
  }
}
