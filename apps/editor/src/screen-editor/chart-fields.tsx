import type { Scope, ValueType } from '@halley/engine'
import { inOrder, orderAt, type Widget } from '@halley/model'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Button, Field, IconButton, Select, TextInput } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import type { Reveal } from './table-fields.tsx'
import { scopeOfRow } from './use-widget-scope.ts'
import type { PutWidget } from './widget-properties.tsx'

type ChartWidget = Extract<Widget, { kind: 'chart' }>

const aList: ValueType = { type: 'list', of: { type: 'any' } }
const aNumber: ValueType = { type: 'number' }

/** The list whose rows are the points of a chart, and the numbers of a row that it shows. */
export function ChartFields({ widget, put, scope, reveal }: { readonly widget: ChartWidget; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }) {
  const rowScope = useMemo(() => scopeOfRow(widget.source, scope), [widget.source, scope])
  const series = inOrder(widget.series)
  const putChart = (key: string, recipe: (chart: ChartWidget) => void) => put(key, (draft) => { if (draft.kind === 'chart') recipe(draft) })
  const offered = numbersOf(rowScope).filter(({ value }) => !series.some((one) => one.value === value))
  const add = (title: string, value: string) => putChart(`add-${series.length}`, (chart) => {
    const id = newId()
    chart.series[id] = { id, order: orderAt(Object.values(chart.series)), title, value }
  })
  const move = (id: string, index: number) => putChart(`move-${id}`, (chart) => {
    const moved = chart.series[id]
    if (moved !== undefined) moved.order = orderAt(Object.values(chart.series).filter((other) => other.id !== id), index)
  })
  return (
    <>
      <TemplateField label="Title" value={widget.title} scope={scope} reveal={reveal('title')} onChange={(title) => putChart('title', (chart) => { chart.title = title })} />
      <Field label="Shows">
        <Select value={widget.chart} options={[{ value: 'line', label: 'Lines' }, { value: 'bar', label: 'Bars' }]} onChange={(kind) => putChart('chart', (chart) => { chart.chart = kind === 'bar' ? 'bar' : 'line' })} />
      </Field>
      <ExpressionField label="List" help="Each of its rows is a point." value={widget.source} scope={scope} expected={aList} placeholder="readings" optional={false} reveal={reveal('source')} onChange={(source) => putChart('source', (chart) => { chart.source = source })} />
      <TemplateField label="Below each point" value={widget.label} scope={rowScope} placeholder="{row.…}" reveal={reveal('label')} onChange={(label) => putChart('label', (chart) => { chart.label = label })} />
      <ul aria-label="Series" className="flex flex-col gap-3">
        {series.map((one, index) => (
          <li key={one.id} className="flex flex-col gap-2 border-t border-line pt-2">
            <Field
              label="Series"
              aside={
                <span className="flex">
                  <IconButton size="small" label={`Move ${one.title} up`} icon={<ArrowUp />} disabled={index === 0} onClick={() => move(one.id, index - 1)} />
                  <IconButton size="small" label={`Move ${one.title} down`} icon={<ArrowDown />} disabled={index === series.length - 1} onClick={() => move(one.id, index + 1)} />
                  <IconButton size="small" label={`Delete series ${one.title}`} icon={<Trash2 />} onClick={() => putChart(`delete-${one.id}`, (chart) => { delete chart.series[one.id] })} />
                </span>
              }
            >
              <TextInput value={one.title} maxLength={200} onChange={(title) => putChart(`title-${one.id}`, (chart) => {
                const target = chart.series[one.id]
                if (target !== undefined) target.title = title
              })} />
            </Field>
            <ExpressionField label={`Value of ${one.title}`} value={one.value} scope={rowScope} expected={aNumber} placeholder="row.…" optional={false} reveal={reveal('series', one.id, 'value')} onChange={(value) => putChart(`value-${one.id}`, (chart) => {
              const target = chart.series[one.id]
              if (target !== undefined) target.value = value
            })} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-1">
        {offered.map(({ title, value }) => <Button key={value} size="small" icon={<Plus size={14} aria-hidden="true" />} onClick={() => add(title, value)}>{title}</Button>)}
        <Button size="small" variant="quiet" icon={<Plus size={14} aria-hidden="true" />} onClick={() => add('Series', '')}>Add series</Button>
      </div>
      <TemplateField label="When the list is empty" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => putChart('empty', (chart) => { chart.emptyText = text })} />
    </>
  )
}

function numbersOf({ variables }: Scope): { readonly title: string; readonly value: string }[] {
  const row = variables['row']
  return row?.type === 'record' ? Object.entries(row.fields).flatMap(([name, type]) => (type.type === 'number' ? [{ title: type.label ?? name, value: `row.${name}` }] : [])) : []
}
