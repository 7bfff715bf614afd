import { channelSchema, createChannel } from '@halley/model'
import { CHANNEL_NOTE, isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'
import type { ImportDraft } from './import-draft.ts'
import { importMessage } from './import-messages.ts'
import { descriptionOf, nameOf, readable, technicalNameOf, textAt } from './written-names.ts'

/** Channels of one import. */
const MAX_CHANNELS = 1_000

/** What an export of ours says of a channel beside what AsyncAPI has words for. */
const noteSchema = channelSchema.pick({ presence: true, lateJoiners: true, whenTooSlow: true, sendRoles: true, listenRoles: true })

/** Makes the channels of a document, with the messages that are described in them. */
export function importChannels(draft: ImportDraft, version: 2 | 3): void {
  for (const { key, at } of draft.entries({ value: draft.document['channels'], pointer: '/channels' })) {
    const found = draft.resolve(at)
    if (found === undefined) continue
    if (!isObject(found.value)) draft.note(found.pointer, 'This is no channel; it was left out.')
    else if (Object.keys(draft.project.channels).length >= MAX_CHANNELS) return draft.note(found.pointer, `There are more than ${MAX_CHANNELS} channels; the rest were left out.`)
    else makeChannel(draft, key, { value: found.value, pointer: found.pointer, version })
  }
}

type Described = { readonly value: JsonObject; readonly pointer: string; readonly version: 2 | 3 }

function makeChannel(draft: ImportDraft, key: string, { value, pointer, version }: Described): void {
  const noted = value[CHANNEL_NOTE]
  const note = isObject(noted) ? noted : undefined
  const address = version === 2 ? key : (textAt(value, 'address') ?? key)
  const messageIds = [...new Set(version === 2 ? messagesOfOperations(draft, { value, pointer, key }) : draft.entries({ value: value['messages'], pointer: `${pointer}/messages` }).flatMap((entry) => importMessage(draft, entry.key, entry.at)))]
  if (messageIds.length === 0 && note?.['carries'] !== 'all') draft.note(pointer, 'No message is described for the channel, so every message may travel on it.')
  const words = address.split(/[^A-Za-z0-9{}_-]+/).filter((word) => word !== '' && !word.includes('{')).join(' ')
  const id = createChannel(draft.project, {
    name: nameOf(textAt(value, 'title'), version === 2 ? readable(words) : readable(key)),
    technicalName: technicalNameOf(note?.['technicalName']) ?? (version === 3 ? technicalNameOf(key) : undefined),
    description: descriptionOf(value) || (textAt(value, 'summary') ?? '').slice(0, 2_000),
    keyName: note === undefined ? keyOf(draft, { value, pointer, address }) : typeof note['key'] === 'string' ? nameOf(note['key']) : null,
    messageIds: note?.['carries'] === 'all' ? [] : messageIds,
  }, draft.newId)
  const settings = noteSchema.safeParse(note ?? {})
  if (settings.success) Object.assign(draft.project.channels[id] ?? {}, settings.data)
  if (value['bindings'] !== undefined) draft.note(`${pointer}/bindings`, 'Bindings are of other protocols; they were left out.')
}

// The parameters of an address say what one instance of the channel is.
function keyOf(draft: ImportDraft, { value, pointer, address }: { readonly value: JsonObject; readonly pointer: string; readonly address: string }): string | null {
  const [first, ...others] = [...new Set([...address.matchAll(/\{([^{}]{1,200})\}/g)].map(([, name = '']) => name))]
  if (others.length > 0) draft.note(`${pointer}${value['parameters'] === undefined ? '' : '/parameters'}`, `A channel has one key: it is ${String(first)}, and ${others.slice(0, 5).join(', ')} ${others.length === 1 ? 'is' : 'are'} left out.`)
  return first === undefined ? null : nameOf(readable(first))
}

function messagesOfOperations(draft: ImportDraft, { value, pointer, key }: { readonly value: JsonObject; readonly pointer: string; readonly key: string }): readonly string[] {
  return ['publish', 'subscribe'].flatMap((operation) => {
    const described = value[operation]
    const message = isObject(described) ? described['message'] : undefined
    if (message === undefined) return []
    const name = textAt(described, 'operationId') ?? key
    return importMessage(draft, name, { value: message, pointer: `${pointer}/${operation}/message` })
  })
}
