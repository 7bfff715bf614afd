import type { NewWidget, Widget, WidgetKind } from '@halley/model'

/** What each kind of widget is called. */
export const widgetLabels: Readonly<Record<WidgetKind, string>> = { heading: 'Heading', text: 'Text', input: 'Input', button: 'Button', table: 'Table' }

export const widgetKinds: readonly WidgetKind[] = ['heading', 'text', 'input', 'button', 'table']

/** The type under which a widget of the palette, or one that is moved, is dragged. */
export const WIDGET_DRAG_TYPE = 'application/x-halley-widget'

/** A widget of a kind as it is when it has just been added. */
export function freshWidget(kind: WidgetKind): NewWidget {
  switch (kind) {
    case 'heading': return { kind, level: 1, text: 'Heading' }
    case 'text': return { kind, text: 'Text' }
    case 'input': return { kind, label: 'Input', target: null, required: false, placeholder: '', multiline: false }
    case 'button': return { kind, label: 'Continue', tone: 'primary', action: { type: 'exit' }, storesInputs: true }
    case 'table': return { kind, source: '', columns: {}, emptyText: 'Nothing here yet.' }
  }
}

/** What a widget says, for the outline: its text, or its kind when it says nothing. */
export function widgetName(widget: Widget): string {
  const text = widget.kind === 'heading' || widget.kind === 'text' ? widget.text : widget.kind === 'table' ? widget.source : widget.label
  const line = text.replace(/\s+/g, ' ').trim()
  return line === '' ? widgetLabels[widget.kind] : line.slice(0, 60)
}

export function isWidgetKind(text: string): text is WidgetKind {
  return widgetKinds.some((kind) => kind === text)
}
