import type { Room } from '@halley/model'
import { environmentSchema, type Environment } from '@halley/protocol'
import { RotateCw } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Button, FormSection, IconButton, Select } from '../kit/index.ts'
import { useProjectState } from '../stores/project-store.ts'
import { ConversationRow } from './conversation-row.tsx'
import { listConversations, type ConversationList } from './conversations-api.ts'

const environments: readonly { readonly value: Environment; readonly label: string }[] = [{ value: 'draft', label: 'Preview' }, { value: 'published', label: 'Published app' }]

/** What was said in a room, to be read, exported and deleted: in the preview, or in the published app. */
export function ConversationsSection({ room }: { readonly room: Room }) {
  const projectId = useProjectState((state) => state.projectId)
  const [environment, setEnvironment] = useState<Environment>('draft')
  const [list, setList] = useState<ConversationList | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const roomId = room.id

  const load = useCallback(async (isWanted: () => boolean = () => true) => {
    const called = await listConversations({ projectId, roomId, environment }, 0)
    if (!isWanted()) return
    setProblem(called.ok ? null : called.text)
    if (called.ok) setList(called.value)
  }, [projectId, roomId, environment])
  useEffect(() => {
    let isShown = true
    const look = () => void load(() => isShown)
    look()
    // Who comes back from the app has written there.
    window.addEventListener('focus', look)
    return () => {
      isShown = false
      window.removeEventListener('focus', look)
    }
  }, [load])
  const more = async () => {
    if (list === null) return
    const called = await listConversations({ projectId, roomId, environment }, list.rooms.length)
    setProblem(called.ok ? null : called.text)
    // One that was written in meanwhile has moved up, and comes once.
    if (called.ok) setList({ total: called.value.total, rooms: [...list.rooms, ...called.value.rooms.filter(({ key }) => list.rooms.every((known) => known.key !== key))] })
  }

  return (
    <FormSection title="What was said" lead="It is kept on the server, not in the project’s file.">
      <div className="flex items-center gap-2">
        <Select
          label="Said where" className="w-40!" value={environment} options={environments}
          onChange={(value) => {
            setList(null)
            setEnvironment(environmentSchema.catch('draft').parse(value))
          }}
        />
        <IconButton label="Look again" icon={<RotateCw />} onClick={() => void load()} />
      </div>
      {problem === null ? null : <p role="alert" className="text-sm text-danger">{problem}</p>}
      {list === null ? (problem === null ? <p role="status" className="text-sm text-ink-faint">Looking for conversations…</p> : null) : list.rooms.length === 0 ? (
        <p className="text-sm text-pretty text-ink-soft">{environment === 'draft' ? 'Nobody has said anything in the preview yet.' : 'Nobody has said anything in the published app yet.'}</p>
      ) : (
        <ul aria-label="Conversations" className="room-conversations">
          {list.rooms.map((conversation) => <ConversationRow key={conversation.key ?? ''} room={room} at={{ projectId, roomId, environment }} conversation={conversation} onDeleted={() => void load()} />)}
        </ul>
      )}
      {list !== null && list.rooms.length < list.total ? <Button className="self-start" size="small" onClick={() => void more()}>Show more of {list.total.toLocaleString('en')}</Button> : null}
    </FormSection>
  )
}
