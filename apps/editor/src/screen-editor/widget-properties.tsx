import { changeWidget, setNodeConfig, type ScreenRef, type Widget } from '@halley/model'
import { Trash2 } from 'lucide-react'
import { useScope } from '../data/use-scope.ts'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Button, Checkbox, Field, Select, TextInput } from '../kit/index.ts'
import { change } from '../stores/project-store.ts'
import { useView } from '../stores/view-store.ts'
import { ButtonActionFields } from './button-action-fields.tsx'
import { TableFields } from './table-fields.tsx'
import { TargetField } from './target-field.tsx'
import { widgetLabels, widgetName } from './widget-words.ts'

/** Changes a widget as one step; typing in one field merges into it. */
export type PutWidget = (key: string, recipe: (widget: Widget) => void) => void

export type WidgetPropertiesProps = { readonly about: ScreenRef; readonly widget: Widget; readonly defaultButtonId: string; readonly onDelete: () => void }

/** The properties of the selected widget. */
export function WidgetProperties({ about, widget, defaultButtonId, onDelete }: WidgetPropertiesProps) {
  const put: PutWidget = (key, recipe) => change(`Change ${widgetName(widget)}`, (draft) => changeWidget(draft, about, widget.id, recipe), { mergeKey: `${about.nodeId}-${widget.id}-${key}` })
  return (
    <section aria-label={`Properties of ${widgetName(widget)}`} className="flex flex-col gap-3 p-3">
      <h3 className="pane-title">{widgetLabels[widget.kind]}</h3>
      <KindFields about={about} widget={widget} put={put} defaultButtonId={defaultButtonId} />
      <Button variant="quiet" icon={<Trash2 size={14} aria-hidden="true" />} onClick={onDelete}>Delete</Button>
    </section>
  )
}

function KindFields({ about, widget, put, defaultButtonId }: { readonly about: ScreenRef; readonly widget: Widget; readonly put: PutWidget; readonly defaultButtonId: string }) {
  const scope = useScope()
  const reveal = useReveal(about, widget.id)
  switch (widget.kind) {
    case 'heading':
      return (
        <>
          <TemplateField label="Text" value={widget.text} scope={scope} reveal={reveal('text')} onChange={(text) => put('text', (draft) => { if (draft.kind === 'heading') draft.text = text })} />
          <Field label="Size">
            <Select
              value={String(widget.level)}
              options={[{ value: '1', label: 'Title' }, { value: '2', label: 'Heading' }, { value: '3', label: 'Small heading' }]}
              onChange={(level) => put('level', (draft) => { if (draft.kind === 'heading') draft.level = level === '1' ? 1 : level === '2' ? 2 : 3 })}
            />
          </Field>
        </>
      )
    case 'text':
      return <TemplateField multiline label="Text" help="Markdown; {name} shows a value." value={widget.text} scope={scope} reveal={reveal('text')} onChange={(text) => put('text', (draft) => { if (draft.kind === 'text') draft.text = text })} />
    case 'input':
      return (
        <>
          <TargetField value={widget.target} onChange={(target, label) => put('target', (draft) => {
            if (draft.kind !== 'input') return
            draft.target = target
            // A label that nobody has written yet follows what is filled in.
            if (label !== null && (draft.label === 'Input' || draft.label === '')) draft.label = label
          })} />
          <TemplateField label="Label" value={widget.label} scope={scope} reveal={reveal('label')} onChange={(label) => put('label', (draft) => { if (draft.kind === 'input') draft.label = label })} />
          <Field label="Placeholder"><TextInput value={widget.placeholder} maxLength={200} onChange={(placeholder) => put('placeholder', (draft) => { if (draft.kind === 'input') draft.placeholder = placeholder })} /></Field>
          <Checkbox label="Required" checked={widget.required} onChange={(required) => put('required', (draft) => { if (draft.kind === 'input') draft.required = required })} />
          <Checkbox label="Several lines" help="For texts." checked={widget.multiline} onChange={(multiline) => put('multiline', (draft) => { if (draft.kind === 'input') draft.multiline = multiline })} />
        </>
      )
    case 'button':
      return (
        <>
          <TemplateField
            label={widget.action.type === 'exit' ? 'Label, and name of its exit' : 'Label'}
            value={widget.label}
            scope={scope}
            reveal={reveal('label')}
            onChange={(label) => put('label', (draft) => { if (draft.kind === 'button') draft.label = label })}
          />
          <ButtonActionFields about={about} widget={widget} put={put} />
          <Checkbox
            label="Enter presses it"
            checked={defaultButtonId === widget.id}
            onChange={(on) => change(on ? `Enter presses ${widget.label}` : 'Enter presses no button of its own', (draft) => setNodeConfig(draft, about, 'defaultButtonId', on ? widget.id : ''))}
          />
        </>
      )
    case 'table':
      return <TableFields about={about} widget={widget} put={put} reveal={reveal} />
  }
}

/** Says which characters of a field to show, when a problem there was jumped to. */
function useReveal(about: ScreenRef, widgetId: string): (...path: readonly string[]) => { readonly from: number; readonly to: number } | undefined {
  const request = useView((view) => view.focusRequest)
  const place = request?.place
  return (...path) => {
    if (place?.type !== 'node' || place.nodeId !== about.nodeId || place.from === undefined || place.to === undefined) return undefined
    return place.path?.join('/') === ['screen', 'widgets', widgetId, ...path].join('/') ? revealOf(place, place.from, place.to) : undefined
  }
}

const reveals = new WeakMap<object, { readonly from: number; readonly to: number }>()

// One object for each request, so that the field is shown once and not at each redraw.
function revealOf(place: object, from: number, to: number): { readonly from: number; readonly to: number } {
  const known = reveals.get(place) ?? { from, to }
  reveals.set(place, known)
  return known
}
