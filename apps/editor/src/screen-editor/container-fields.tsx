import type { Scope, ValueType } from '@halley/engine'
import type { Widget } from '@halley/model'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Field, Select } from '../kit/index.ts'
import type { Reveal } from './table-fields.tsx'
import type { PutWidget } from './widget-properties.tsx'

type Fields<Kind extends Widget['kind']> = { readonly widget: Extract<Widget, { kind: Kind }>; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }

const aList: ValueType = { type: 'list', of: { type: 'any' } }
const yesOrNo: ValueType = { type: 'yesNo' }

/** The list over which a repeater repeats, and how its rows stand. */
export function RepeaterFields({ widget, put, scope, reveal }: Fields<'repeater'>) {
  return (
    <>
      <ExpressionField label="List" help="What is inside is drawn once for each of its rows; there, row is the row." value={widget.source} scope={scope} expected={aList} placeholder="orders" optional={false} reveal={reveal('source')} onChange={(source) => put('source', (draft) => { if (draft.kind === 'repeater') draft.source = source })} />
      <Field label="Rows stand">
        <Select
          value={widget.layout}
          options={[{ value: 'list', label: 'Below each other' }, { value: 'cards', label: 'As cards beside each other' }]}
          onChange={(layout) => put('layout', (draft) => { if (draft.kind === 'repeater') draft.layout = layout === 'cards' ? 'cards' : 'list' })}
        />
      </Field>
      <TemplateField label="When the list is empty" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => put('empty', (draft) => { if (draft.kind === 'repeater') draft.emptyText = text })} />
    </>
  )
}

/** When a conditional part is shown. */
export function ConditionalFields({ widget, put, scope, reveal }: Fields<'conditional'>) {
  return <ExpressionField label="Shown if" help="What is inside is not there while this does not hold or is unknown." value={widget.when} scope={scope} expected={yesOrNo} placeholder='Ticket.priority == "high"' optional={false} reveal={reveal('when')} onChange={(when) => put('when', (draft) => { if (draft.kind === 'conditional') draft.when = when })} />
}

/** How many columns stand beside each other. */
export function ColumnsFields({ widget, put }: Pick<Fields<'columns'>, 'widget' | 'put'>) {
  return (
    <Field label="Columns" help="Each thing inside is one cell; a group holds several. In narrow clients there are fewer.">
      <Select
        value={String(widget.count)}
        options={['2', '3', '4'].map((count) => ({ value: count, label: count }))}
        onChange={(count) => put('count', (draft) => { if (draft.kind === 'columns') draft.count = Number(count) })}
      />
    </Field>
  )
}
