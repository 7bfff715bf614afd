import { changeWidget, setNodeConfig, type Project, type Screen, type ScreenRef, type Widget } from '@halley/model'
import { CopyPlus, Trash2, Ungroup } from 'lucide-react'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Button, Checkbox, Field, Select, TextInput } from '../kit/index.ts'
import { change } from '../stores/project-store.ts'
import { useView } from '../stores/view-store.ts'
import { ButtonActionFields } from './button-action-fields.tsx'
import { ChartFields } from './chart-fields.tsx'
import { StreamTextFields } from './stream-text-fields.tsx'
import { ColumnsFields, ConditionalFields, RepeaterFields } from './container-fields.tsx'
import { PresenceFields } from './presence-fields.tsx'
import { InboxFields, RoomFields } from './room-fields.tsx'
import { BadgeFields, ImageFields, ProgressFields } from './value-fields.tsx'
import { TableFields } from './table-fields.tsx'
import { TargetField } from './target-field.tsx'
import { useWidgetScope } from './use-widget-scope.ts'
import { widgetLabels, widgetName } from './widget-words.ts'

/** Changes a widget as one step; typing in one field merges into it. */
export type PutWidget = (key: string, recipe: (widget: Widget, project: Project) => void) => void

export type WidgetPropertiesProps = {
  readonly about: ScreenRef
  readonly screen: Screen
  readonly widget: Widget
  /** Stands in the rows of a list: its texts may name `row`. */
  readonly isInRows: boolean
  readonly defaultButtonId: string
  readonly onDelete: () => void
  /** Deletes it and keeps what is inside; null where nothing is. */
  readonly onTakeApart: (() => void) | null
  readonly onDuplicate: () => void
}

/** The properties of the selected widget. */
export function WidgetProperties(props: WidgetPropertiesProps) {
  const { about, widget, onDelete, onTakeApart, onDuplicate } = props
  const put: PutWidget = (key, recipe) => change(`Change ${widgetName(widget)}`, (draft) => changeWidget(draft, about, widget.id, (target) => recipe(target, draft)), { mergeKey: `${about.nodeId}-${widget.id}-${key}` })
  return (
    <section aria-label={`Properties of ${widgetName(widget)}`} className="flex flex-col gap-3 p-3">
      <h3 className="pane-title">{widgetLabels[widget.kind]}</h3>
      <KindFields {...props} put={put} />
      <div className="flex flex-wrap gap-1 border-t border-line pt-2">
        <Button size="small" variant="quiet" icon={<CopyPlus size={14} aria-hidden="true" />} onClick={onDuplicate}>Duplicate</Button>
        {onTakeApart === null ? null : <Button size="small" variant="quiet" icon={<Ungroup size={14} aria-hidden="true" />} onClick={onTakeApart}>Take apart</Button>}
        <Button size="small" variant="quiet" icon={<Trash2 size={14} aria-hidden="true" />} onClick={onDelete}>{onTakeApart === null ? 'Delete' : 'Delete with all inside'}</Button>
      </div>
    </section>
  )
}

function KindFields({ about, screen, widget, isInRows, put, defaultButtonId }: WidgetPropertiesProps & { readonly put: PutWidget }) {
  const scope = useWidgetScope(screen, widget.id)
  const reveal = useReveal(about, widget.id)
  const fields = { put, scope, reveal }
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
          <ButtonActionFields about={about} widget={widget} put={put} isInRows={isInRows} />
          {isInRows ? null : (
            <Checkbox
              label="Enter presses it"
              checked={defaultButtonId === widget.id}
              onChange={(on) => change(on ? `Enter presses ${widget.label}` : 'Enter presses no button of its own', (draft) => setNodeConfig(draft, about, 'defaultButtonId', on ? widget.id : ''))}
            />
          )}
        </>
      )
    case 'table':
      return <TableFields about={about} widget={widget} {...fields} />
    case 'repeater':
      return <RepeaterFields widget={widget} {...fields} />
    case 'conditional':
      return <ConditionalFields widget={widget} {...fields} />
    case 'group':
      return <TemplateField label="Title" help="Left empty, it is a frame without a title." value={widget.title} scope={scope} reveal={reveal('title')} onChange={(title) => put('title', (draft) => { if (draft.kind === 'group') draft.title = title })} />
    case 'columns':
      return <ColumnsFields widget={widget} put={put} />
    case 'image':
      return <ImageFields widget={widget} {...fields} />
    case 'progress':
      return <ProgressFields widget={widget} {...fields} />
    case 'badge':
      return <BadgeFields widget={widget} {...fields} />
    case 'streamText':
      return <StreamTextFields widget={widget} {...fields} />
    case 'chart':
      return <ChartFields widget={widget} {...fields} />
    case 'presence':
      return <PresenceFields widget={widget} {...fields} />
    case 'inbox':
      return <InboxFields widget={widget} {...fields} />
    case 'roomMessages':
    case 'roomComposer':
    case 'roomParticipants':
      return <RoomFields widget={widget} screen={screen} {...fields} />
    case 'divider':
      return <p className="text-xs text-ink-faint">A line between what is above and what is below. It has no properties.</p>
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
