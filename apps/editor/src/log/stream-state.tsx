import type { LogRow } from '@halley/protocol'
import { Square } from 'lucide-react'
import { toast } from 'sonner'
import { Badge, Button, IconButton, type BadgeTone } from '../kit/index.ts'
import { stopStream } from '../stores/run-store.ts'
import { editorConnection } from '../sync/open-project.ts'

type Stream = NonNullable<NonNullable<LogRow['message']>['stream']>

const words: Readonly<Record<Stream['state'], { readonly text: string; readonly tone: BadgeTone }>> = {
  running: { text: 'streams', tone: 'quiet' }, complete: { text: 'complete', tone: 'good' }, cancelled: { text: 'stopped', tone: 'warning' }, failed: { text: 'broke off', tone: 'danger' },
}

const stop = async (id: string): Promise<void> => {
  const problem = await stopStream(editorConnection(), id)
  if (problem !== null) toast.error(problem)
}

/** In the row of a message that streams: a Stop while it runs, and in one word how it ended if not well. */
export function StreamCell({ id, stream }: { readonly id: string; readonly stream: Stream }) {
  if (stream.state === 'complete') return null
  if (stream.state !== 'running') return <span className="text-warning">{words[stream.state].text}</span>
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a click on Stop does not choose the row
    <span onClick={(event) => event.stopPropagation()} className="inline-flex items-center gap-0.5">
      <span aria-hidden="true">{shortCount(stream.characters)}</span>
      <IconButton size="small" label={`Stop the stream, ${charactersText(stream.characters)} so far`} icon={<Square />} onClick={() => void stop(id)} />
    </span>
  )
}

/** How far the text of a message has come, and how it ended; with a Stop while it runs. */
export function StreamFacts({ id, stream }: { readonly id: string; readonly stream: Stream }) {
  const { text, tone } = words[stream.state]
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Badge tone={tone}>{text}</Badge>
      <span className="text-ink-soft">{charactersText(stream.characters)}{stream.reason === null ? '' : `, ${stream.reason}`}</span>
      {stream.state === 'running' ? <Button size="small" onClick={() => void stop(id)}>Stop</Button> : null}
    </div>
  )
}

function charactersText(count: number): string {
  return count === 1 ? '1 character' : `${count.toLocaleString('en')} characters`
}

/** "87", "1.2k": the cell has room for no more. */
function shortCount(count: number): string {
  return count < 1_000 ? String(count) : `${(count / 1_000).toFixed(1)}k`
}
