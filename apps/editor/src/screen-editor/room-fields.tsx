import type { Scope } from '@halley/engine'
import { createRoom, inOrder, LIMITS, type Screen, type Widget } from '@halley/model'
import { ArrowUpRight, Plus } from 'lucide-react'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Button, Checkbox, Field, IconButton, Select } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { newId } from '../stores/new-id.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { isRoomWidget, keyOnScreen, type RoomWidget } from './room-of-screen.ts'
import type { Reveal } from './table-fields.tsx'
import type { PutWidget } from './widget-properties.tsx'

type FieldsOf<Shown extends Widget> = { readonly widget: Shown; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }
/** Characters of a key that a button has room for. */
const KEY_CHARACTERS = 20

type OfScreen = { readonly screen: Screen }

/** Which room a widget shows, and how. */
export function RoomFields({ widget, put, scope, reveal, screen }: FieldsOf<RoomWidget> & OfScreen) {
  return (
    <>
      <WhichRoom widget={widget} put={put} scope={scope} reveal={reveal} screen={screen} />
      {widget.kind === 'roomMessages' && (
        <>
          <TemplateField label="When nothing was written" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => put('empty', (draft) => { if (draft.kind === 'roomMessages') draft.emptyText = text })} />
          <Checkbox label="Stop button" help="Whoever sees an agent's answer stream may stop it, for everybody." checked={widget.canStop} onChange={(canStop) => put('canStop', (draft) => { if (draft.kind === 'roomMessages') draft.canStop = canStop })} />
        </>
      )}
      {widget.kind === 'roomComposer' && <TemplateField label="Placeholder" value={widget.placeholder} scope={scope} reveal={reveal('placeholder')} onChange={(text) => put('placeholder', (draft) => { if (draft.kind === 'roomComposer') draft.placeholder = text })} />}
      {widget.kind === 'roomParticipants' && (
        <Field label="Looks like">
          <Select value={widget.layout} options={[{ value: 'avatars', label: 'Faces beside each other' }, { value: 'list', label: 'A list of names' }]} onChange={(layout) => put('layout', (draft) => { if (draft.kind === 'roomParticipants') draft.layout = layout === 'list' ? 'list' : 'avatars' })} />
        </Field>
      )}
    </>
  )
}

function WhichRoom({ widget, put, scope, reveal, screen }: FieldsOf<RoomWidget> & OfScreen) {
  const rooms = useProject((project) => project.rooms)
  const mayChange = useMayChange()
  const room = rooms[widget.roomId ?? '']
  const choose = (roomId: string | null) => (draft: Widget) => {
    if (!isRoomWidget(draft)) return
    draft.roomId = roomId
    if (draft.key.trim() === '' && roomId !== null) draft.key = keyOnScreen(screen, roomId)
  }
  const putKey = (key: string) => put('key', (draft) => { if (isRoomWidget(draft)) draft.key = key })
  // What the other widgets of this room have, where this one has none yet.
  const otherKey = widget.key.trim() === '' && room !== undefined ? keyOnScreen(screen, room.id) : ''
  const create = () => put('room', (draft, project) => choose(createRoom(project, { name: 'Room' }, newId))(draft))
  const offersNew = mayChange && room === undefined
  return (
    <>
      <div data-field="roomId" className="flex flex-col gap-1">
        <Field label="Room" help="Only people whom the roles of the room let in see what is in it." error={widget.roomId !== null && room === undefined ? 'This room was deleted; choose another.' : null}>
          <div className="flex items-center gap-1">
            <Select
              value={room?.id ?? ''}
              options={[...(room === undefined ? [{ value: '', label: Object.keys(rooms).length === 0 ? 'No rooms yet' : 'Choose a room' }] : []), ...inOrder(rooms).map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(roomId) => put('room', choose(roomId === '' ? null : roomId))}
            />
            {room === undefined ? null : <IconButton size="small" label={`Open ${room.name}`} icon={<ArrowUpRight />} onClick={() => jumpTo({ type: 'resource', collection: 'rooms', id: room.id })} />}
          </div>
        </Field>
        {offersNew ? <div><Button size="small" variant="quiet" icon={<Plus size={14} aria-hidden="true" />} onClick={create}>New room</Button></div> : null}
      </div>
      {room === undefined || room.keyName === null ? null : (
        <ExpressionField label={`Key: which ${room.keyName}`} help="Each key is a conversation of its own." value={widget.key} scope={scope} placeholder="Ticket.number" reveal={reveal('key')} onChange={putKey} />
      )}
      {room === undefined || room.keyName === null || otherKey === '' || !mayChange ? null : <div><Button size="small" title={`${otherKey}: the key of this room elsewhere on the screen`} onClick={() => putKey(otherKey)}>Use {otherKey.length > KEY_CHARACTERS ? `${otherKey.slice(0, KEY_CHARACTERS)}…` : otherKey}</Button></div>}
    </>
  )
}

/** How an inbox looks. */
export function InboxFields({ widget, put, scope, reveal }: FieldsOf<Extract<Widget, { kind: 'inbox' }>>) {
  return (
    <>
      <p className="text-xs text-ink-faint">The notifications of who uses the session, the newest first. Who gets which, notification rules and Notify nodes say.</p>
      <Field label="Shown at most" help="Earlier ones come by paging.">
        <NumberInput value={widget.most} min={1} max={LIMITS.inboxPage} integer onChange={(most) => most !== undefined && put('most', (draft) => { if (draft.kind === 'inbox') draft.most = most })} />
      </Field>
      <TemplateField label="When there are none" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => put('empty', (draft) => { if (draft.kind === 'inbox') draft.emptyText = text })} />
    </>
  )
}
