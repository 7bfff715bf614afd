import { Button } from '../kit/index.ts'
import { roomInWords } from '../rooms/room-words.ts'
import { useProject } from '../stores/project-store.ts'
import { showTab } from '../stores/view-store.ts'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'

/** A room's names, and what it says in a sentence; it is edited in the centre. */
export function RoomProperties({ id }: { readonly id: string }) {
  const room = useProject((project) => project.rooms[id])
  if (room === undefined) return null
  return (
    <>
      <ResourceNames tree="rooms" id={id} />
      <p className="text-xs text-pretty text-ink-soft">{roomInWords(room)}</p>
      <ResourceDescription tree="rooms" id={id} />
      <Button onClick={() => showTab({ type: 'room', roomId: id })}>Edit the room</Button>
    </>
  )
}
