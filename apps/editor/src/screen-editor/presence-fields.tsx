import type { Scope, ValueType } from '@halley/engine'
import { inOrder, LIMITS, type Widget } from '@halley/model'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Field, Select } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { useProject } from '../stores/project-store.ts'
import type { Reveal } from './table-fields.tsx'
import type { PutWidget } from './widget-properties.tsx'

const aText: ValueType = { type: 'text' }

type PresenceFieldsProps = { readonly widget: Extract<Widget, { kind: 'presence' }>; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }

/** Whose presence is shown, and how. */
export function PresenceFields({ widget, put, scope, reveal }: PresenceFieldsProps) {
  const channels = useProject((project) => project.channels)
  const channel = channels[widget.channelId ?? '']
  const options = inOrder(channels).map(({ id, name, presence }) => ({ value: id, label: presence ? name : `${name} (presence is off)` }))
  return (
    <>
      <Field label="Channel" help={channel?.presence === false ? 'Nobody is shown: switch presence on in the properties of the channel.' : 'Whoever has it open and listens there is shown, to those who listen there too.'}>
        <Select
          value={widget.channelId ?? ''}
          options={[...(channel === undefined ? [{ value: '', label: 'Choose a channel' }] : []), ...options]}
          onChange={(channelId) => put('channel', (draft) => { if (draft.kind === 'presence') draft.channelId = channelId === '' ? null : channelId })}
        />
      </Field>
      {channel !== undefined && channel.keyName === null ? null : (
        <ExpressionField label="Key" help="Shows those with this key; left empty, those with any key that is listened to." value={widget.key} scope={scope} expected={aText} placeholder="room" optional reveal={reveal('key')} onChange={(key) => put('key', (draft) => { if (draft.kind === 'presence') draft.key = key })} />
      )}
      <Field label="Looks like">
        <Select value={widget.layout} options={[{ value: 'avatars', label: 'Faces beside each other' }, { value: 'list', label: 'A list of names' }]} onChange={(layout) => put('layout', (draft) => { if (draft.kind === 'presence') draft.layout = layout === 'list' ? 'list' : 'avatars' })} />
      </Field>
      <Field label="Shown at most" help="The others are counted: and 3 more.">
        <NumberInput value={widget.most} min={1} max={LIMITS.presenceMembers} integer onChange={(most) => most !== undefined && put('most', (draft) => { if (draft.kind === 'presence') draft.most = most })} />
      </Field>
      <TemplateField label="When nobody is there" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => put('empty', (draft) => { if (draft.kind === 'presence') draft.emptyText = text })} />
    </>
  )
}
