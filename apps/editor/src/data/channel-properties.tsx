import { inOrder, type Channel, type LateJoiners } from '@halley/model'
import { Checkbox, Field, Select, TextInput } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { change, useProject } from '../stores/project-store.ts'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'
import { RolesField } from './roles-field.tsx'

const lateJoinerOptions: readonly { readonly value: LateJoiners['type']; readonly label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'last', label: 'The last message' },
  { value: 'lastCount', label: 'The last messages, by number' },
  { value: 'lastMinutes', label: 'The last minutes' },
]
const slowOptions: readonly { readonly value: Channel['whenTooSlow']; readonly label: string }[] = [
  { value: 'dropOldest', label: 'Loses the oldest waiting messages' },
  { value: 'newestOnly', label: 'Gets only the newest message' },
  { value: 'disconnect', label: 'Is disconnected and resumes' },
]

/** Everything about a channel: its key, what may travel on it, who may send and listen, and how it delivers. */
export function ChannelProperties({ id }: { readonly id: string }) {
  const channel = useProject((project) => project.channels[id])
  const messages = useProject((project) => project.messages)
  if (channel === undefined) return null
  const put = (key: string, recipe: (draft: Channel) => void) =>
    change(`Change channel ${channel.name}`, (draft) => {
      const target = draft.channels[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  return (
    <>
      <ResourceNames tree="channels" id={id} />
      <Field label="Key" help="What one instance of the channel is, such as conversation id. Empty: the channel has no instances.">
        <TextInput value={channel.keyName ?? ''} maxLength={80} placeholder="No key" onChange={(text) => put('key', (draft) => { draft.keyName = text.trim() === '' ? null : text.trim() })} />
      </Field>
      <MessagesField channel={channel} messages={inOrder(messages)} onChange={(messageIds) => put('messages', (draft) => { draft.messageIds = [...messageIds] })} />
      <RolesField label="Roles that may send" help="None means everybody." placeholder="Everybody" roles={channel.sendRoles} onChange={(roles) => put('send', (draft) => { draft.sendRoles = [...roles] })} />
      <RolesField label="Roles that may listen" help="None means everybody." placeholder="Everybody" roles={channel.listenRoles} onChange={(roles) => put('listen', (draft) => { draft.listenRoles = [...roles] })} />
      <LateJoinersField value={channel.lateJoiners} onChange={(lateJoiners) => put('late', (draft) => { draft.lateJoiners = lateJoiners })} />
      <Field label="A listener that is too slow" help="Of programs outside, with 1 MiB or 10 seconds of messages that it has not read; it is told how many it lost. A client of the app loses the next ones when 1,000 wait for it, and the log says so.">
        <Select value={channel.whenTooSlow} options={slowOptions} onChange={(value) => put('slow', (draft) => { draft.whenTooSlow = slowOptions.find((option) => option.value === value)?.value ?? draft.whenTooSlow })} />
      </Field>
      <Checkbox label="Presence" help="Who listens on the channel is seen by the others there: in a presence list on a screen, and in expressions as presence." checked={channel.presence} onChange={(presence) => put('presence', (draft) => { draft.presence = presence })} />
      <ResourceDescription tree="channels" id={id} />
    </>
  )
}

const HELD_FOR = 'They are kept for each message and key, also over a restart of the server.'

type MessagesFieldProps = { readonly channel: Channel; readonly messages: readonly { readonly id: string; readonly name: string; readonly hue: number }[]; readonly onChange: (messageIds: readonly string[]) => void }

function MessagesField({ channel, messages, onChange }: MessagesFieldProps) {
  const isAll = channel.messageIds.length === 0
  const allIds = messages.map((message) => message.id)
  const toggle = (messageId: string, on: boolean) => onChange(on ? [...channel.messageIds, messageId] : channel.messageIds.filter((other) => other !== messageId))
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-ink-soft">Messages that may travel</legend>
      <Checkbox label="All messages" checked={isAll} disabled={allIds.length === 0} onChange={(all) => onChange(all ? [] : allIds)} />
      {!isAll && messages.map((message) => {
        const isLast = channel.messageIds.length === 1 && channel.messageIds[0] === message.id
        return <Checkbox
          key={message.id}
          label={<span className="inline-flex items-center gap-1.5"><ResourceIcon tree="messages" hue={message.hue} />{message.name}</span>}
          checked={channel.messageIds.includes(message.id)}
          // None chosen would mean all of them, so the last one is let go by "All messages" only.
          disabled={isLast}
          {...(isLast && { help: 'The only one; choose another one before, or all.' })}
          onChange={(on) => toggle(message.id, on)}
        />
      })}
    </fieldset>
  )
}

function LateJoinersField({ value, onChange }: { readonly value: LateJoiners; readonly onChange: (value: LateJoiners) => void }) {
  const choose = (type: string) => {
    if (type === 'nothing' || type === 'last') onChange({ type })
    if (type === 'lastCount') onChange({ type, count: 10 })
    if (type === 'lastMinutes') onChange({ type, minutes: 10 })
  }
  return (
    <>
      <Field label="Late joiners get" help={`What a listener gets that starts listening after it was sent. ${HELD_FOR}`}><Select value={value.type} options={lateJoinerOptions} onChange={choose} /></Field>
      {value.type === 'lastCount' && <Field label="How many messages"><NumberInput value={value.count} min={1} max={1_000} integer onChange={(count) => count !== undefined && onChange({ type: 'lastCount', count })} /></Field>}
      {value.type === 'lastMinutes' && <Field label="How many minutes" help="At most 10,000 messages of the channel are kept."><NumberInput value={value.minutes} min={1} max={1_440} integer onChange={(minutes) => minutes !== undefined && onChange({ type: 'lastMinutes', minutes })} /></Field>}
    </>
  )
}
