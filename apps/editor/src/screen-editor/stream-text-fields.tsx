import type { Scope, ValueType } from '@halley/engine'
import type { Widget } from '@halley/model'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Checkbox, Field, Select } from '../kit/index.ts'
import type { Reveal } from './table-fields.tsx'
import type { PutWidget } from './widget-properties.tsx'

type StreamTextWidget = Extract<Widget, { kind: 'streamText' }>
type Props = { readonly widget: StreamTextWidget; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }

const aText: ValueType = { type: 'text' }

/** Which text of a message grows here, how it is drawn, and whether who sees it may stop it. */
export function StreamTextFields({ widget, put, scope, reveal }: Props) {
  const putStream = (key: string, recipe: (stream: StreamTextWidget) => void) => put(key, (draft) => { if (draft.kind === 'streamText') recipe(draft) })
  return (
    <>
      <ExpressionField label="Text" help="A text of a message: it grows while it is streamed, and stays when the stream has ended." value={widget.source} scope={scope} expected={aText} placeholder="Answer.text" optional={false} reveal={reveal('source')} onChange={(source) => putStream('source', (stream) => { stream.source = source })} />
      <Field label="Drawn as">
        <Select value={widget.format} options={[{ value: 'plain', label: 'Plain text' }, { value: 'markdown', label: 'Markdown' }]} onChange={(format) => putStream('format', (stream) => { stream.format = format === 'markdown' ? 'markdown' : 'plain' })} />
      </Field>
      <TemplateField label="While there is no text" value={widget.placeholder} scope={scope} reveal={reveal('placeholder')} onChange={(placeholder) => putStream('placeholder', (stream) => { stream.placeholder = placeholder })} />
      <Checkbox label="Offer Stop" help="Whoever sees it may end the stream, for all who get it." checked={widget.canStop} onChange={(canStop) => putStream('canStop', (stream) => { stream.canStop = canStop })} />
    </>
  )
}
