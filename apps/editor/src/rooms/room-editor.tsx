import { LIMITS, type Room } from '@halley/model'
import { useMemo, useRef } from 'react'
import { Checkbox, EmptyState, Field, FormAside, FormFrame, FormSection, TextInput } from '../kit/index.ts'
import { RolesField } from '../data/roles-field.tsx'
import { NumberInput } from '../messages/number-input.tsx'
import { ResourceHeading } from '../messages/resource-heading.tsx'
import { UsageList } from '../resources/usage-list.tsx'
import { usagesOf } from '../resources/usages.ts'
import { useFocusSetting } from '../rules/use-focus-setting.ts'
import { LookOnly } from '../shell/look-only.tsx'
import { useProject } from '../stores/project-store.ts'
import { AgentsSection } from './agents-section.tsx'
import { ConversationsSection } from './conversations-section.tsx'
import './room-editor.css'
import { putRoom, type PutRoom } from './room-form.ts'
import { roomInWords } from './room-words.ts'

/** Edits a room: which conversations it is, who may be in them, and its agents; beside it, where it is shown and used. */
export function RoomEditor({ roomId }: { readonly roomId: string }) {
  const room = useProject((project) => project.rooms[roomId])
  const form = useRef<HTMLDivElement>(null)
  useFocusSetting(form, roomId, 'rooms')
  if (room === undefined) return <EmptyState title="This room was deleted">Undo brings it back.</EmptyState>
  const put = putRoom(room)
  return (
    <FormFrame label="Room" settings="Settings of the room" className="room-editor" heading={<LookOnly><ResourceHeading tree="rooms" id={roomId} /></LookOnly>} aside={<RoomUsages room={room} />} fields={form}>
      <p className="text-base text-pretty text-ink-soft">{roomInWords(room)}</p>
      <LookOnly>
        <KeySection room={room} put={put} />
        <FormSection title="People" lead="Who may read and write, now and later.">
          <div data-field="roles"><RolesField label="Roles" help="Others are told that they may not be in it. None means everybody." placeholder="Everybody" roles={room.roles} onChange={(roles) => put('roles', (draft) => { draft.roles = [...roles] })} /></div>
        </FormSection>
        <AgentsSection room={room} put={put} />
      </LookOnly>
      <ConversationsSection key={roomId} room={room} />
    </FormFrame>
  )
}

const USUAL_KEEP_DAYS = 30
const MOST_KEEP_DAYS = 3_650

function KeySection({ room, put }: { readonly room: Room; readonly put: PutRoom }) {
  return (
    <FormSection title="Conversation" lead="One, or one for each key.">
      <div data-field="keyName">
        <Field label="Key" help="What one conversation is about, such as ticket. Empty: there is one conversation.">
          <TextInput value={room.keyName ?? ''} maxLength={LIMITS.nameCharacters} placeholder="No key" onChange={(text) => put('key', (draft) => { draft.keyName = text.trim() === '' ? null : text.trimStart() })} onBlur={() => { if (room.keyName !== null && room.keyName !== room.keyName.trim()) put('key', (draft) => { draft.keyName = draft.keyName?.trim() ?? null }) }} />
        </Field>
      </div>
      <div data-field="keepDays" className="flex flex-col gap-2">
        <Checkbox label="Keep messages for ever" checked={room.keepDays === null} onChange={(forEver) => put('keep', (draft) => { draft.keepDays = forEver ? null : USUAL_KEEP_DAYS })} />
        {room.keepDays === null ? null : (
          <Field label="Days that messages are kept" help="Older ones are deleted, for everybody.">
            <NumberInput value={room.keepDays} min={1} max={MOST_KEEP_DAYS} integer onChange={(days) => days !== undefined && put('keepDays', (draft) => { draft.keepDays = days })} />
          </Field>
        )}
      </div>
    </FormSection>
  )
}

function RoomUsages({ room }: { readonly room: Room }) {
  const project = useProject((current) => current)
  const usages = useMemo(() => usagesOf(project, { collection: 'rooms', id: room.id }), [project, room.id])
  return (
    <FormAside label="Where it is used">
      <h2 className="text-xs font-medium text-ink-soft">Where it is used</h2>
      {usages.length === 0
        ? <p className="text-sm text-pretty text-ink-soft">Nothing shows it yet. Add <strong className="font-medium text-ink">Room messages</strong> and a <strong className="font-medium text-ink">Room composer</strong> to a screen, or post in it by a <strong className="font-medium text-ink">Room</strong> node.</p>
        : <UsageList label={`Usages of ${room.name}`} usages={usages} />}
    </FormAside>
  )
}
