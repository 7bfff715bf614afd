import type { Scope, ValueType } from '@halley/engine'
import type { Widget } from '@halley/model'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Field, Select } from '../kit/index.ts'
import type { Reveal } from './table-fields.tsx'
import type { PutWidget } from './widget-properties.tsx'

type Fields<Kind extends Widget['kind']> = { readonly widget: Extract<Widget, { kind: Kind }>; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }

const aNumber: ValueType = { type: 'number' }

/** Where a picture is, what stands for it, and how large it is. */
export function ImageFields({ widget, put, scope, reveal }: Fields<'image'>) {
  const isSafe = widget.url.trim() === '' || widget.url.includes('{') || /^https:\/\//i.test(widget.url.trim())
  return (
    <>
      <TemplateField label="Address" help={isSafe ? 'Starts with https://; {name} puts a value in.' : 'This is not shown: the address has to start with https://.'} placeholder="https://example.com/{row.photo}" value={widget.url} scope={scope} reveal={reveal('url')} onChange={(url) => put('url', (draft) => { if (draft.kind === 'image') draft.url = url })} />
      <TemplateField label="What it shows" help="For those who do not see it; left empty, it is only a decoration." value={widget.alt} scope={scope} reveal={reveal('alt')} onChange={(alt) => put('alt', (draft) => { if (draft.kind === 'image') draft.alt = alt })} />
      <Field label="Size">
        <Select
          value={widget.width}
          options={[{ value: 'small', label: 'Small' }, { value: 'medium', label: 'Medium' }, { value: 'full', label: 'As wide as its place' }]}
          onChange={(width) => put('width', (draft) => { if (draft.kind === 'image') draft.width = width === 'small' ? 'small' : width === 'full' ? 'full' : 'medium' })}
        />
      </Field>
    </>
  )
}

/** How far a progress bar is, and of how much. */
export function ProgressFields({ widget, put, scope, reveal }: Fields<'progress'>) {
  return (
    <>
      <TemplateField label="Label" value={widget.label} scope={scope} reveal={reveal('label')} onChange={(label) => put('label', (draft) => { if (draft.kind === 'progress') draft.label = label })} />
      <ExpressionField label="Value" help="While it is unknown, the bar shows that something is going on." value={widget.value} scope={scope} expected={aNumber} placeholder="packed" optional={false} reveal={reveal('value')} onChange={(value) => put('value', (draft) => { if (draft.kind === 'progress') draft.value = value })} />
      <ExpressionField label="Of" help="The value of a full bar." value={widget.max} scope={scope} expected={aNumber} placeholder="100" optional reveal={reveal('max')} onChange={(max) => put('max', (draft) => { if (draft.kind === 'progress') draft.max = max })} />
    </>
  )
}

/** What a badge says, and in which tone. */
export function BadgeFields({ widget, put, scope, reveal }: Fields<'badge'>) {
  const tones = { neutral: 'Neutral', good: 'Good', warning: 'Warning', bad: 'Bad' } as const
  const isTone = (value: string): value is keyof typeof tones => Object.hasOwn(tones, value)
  return (
    <>
      <ExpressionField label="Value" help="A choice shows its label, colour and icon; anything else its text." value={widget.value} scope={scope} placeholder="Ticket.priority" optional={false} reveal={reveal('value')} onChange={(value) => put('value', (draft) => { if (draft.kind === 'badge') draft.value = value })} />
      <Field label="Tone" help="The colour of an option of a choice goes before it.">
        <Select value={widget.tone} options={Object.entries(tones).map(([value, label]) => ({ value, label }))} onChange={(tone) => put('tone', (draft) => { if (draft.kind === 'badge' && isTone(tone)) draft.tone = tone })} />
      </Field>
    </>
  )
}
