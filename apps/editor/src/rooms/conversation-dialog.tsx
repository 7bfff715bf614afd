import { MarkdownText } from '@halley/player'
import type { RoomMessage } from '@halley/protocol'
import { useEffect, useState } from 'react'
import { Badge, Button, Dialog } from '../kit/index.ts'
import type { Called } from '../sync/call-server.ts'
import { MESSAGES_SHOWN, readConversation, type Conversation, type RoomAt } from './conversations-api.ts'

/** Shows the newest messages of a conversation. */
export function ConversationDialog({ name, at: { projectId, roomId, environment }, conversation, onClose }: { readonly name: string; readonly at: RoomAt; readonly conversation: Conversation; readonly onClose: () => void }) {
  const [read, setRead] = useState<Called<readonly RoomMessage[]> | null>(null)
  useEffect(() => {
    let isOpen = true
    void readConversation({ projectId, roomId, environment }, conversation).then((called) => isOpen && setRead(called))
    return () => {
      isOpen = false
    }
  }, [projectId, roomId, environment, conversation])
  return (
    <Dialog
      open onOpenChange={(isOpen) => !isOpen && onClose()} title={name} width="wide"
      description={conversation.messages > MESSAGES_SHOWN ? `The last ${MESSAGES_SHOWN} of ${conversation.messages.toLocaleString('en')} messages; an export has all.` : 'All that was said, the oldest first.'}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {read === null ? <p role="status" className="text-sm text-ink-faint">Reading…</p> : !read.ok ? <p role="alert" className="text-sm text-danger">{read.text}</p> : (
        <ol aria-label={`Messages of ${name}`} className="room-transcript">
          {read.value.map((message) => <Line key={message.id} message={message} />)}
        </ol>
      )}
    </Dialog>
  )
}

function Line({ message: { author, at, text, state, reason } }: { readonly message: RoomMessage }) {
  return (
    <li>
      <p className="flex items-baseline gap-2 text-sm">
        <span className="font-medium">{author.name}</span>
        {author.type === 'agent' ? <Badge>Agent</Badge> : null}
        <time dateTime={at} className="text-xs text-ink-faint">{new Date(at).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' })}</time>
      </p>
      <div className="text-sm"><MarkdownText markdown={text} /></div>
      {state === 'cancelled' || state === 'failed' ? <p className="text-xs text-ink-faint">{state === 'failed' ? 'Broke off' : 'Stopped'}{reason === null ? '.' : `: ${reason}`}</p> : null}
    </li>
  )
}
