import type { Listening } from '@halley/protocol'
import { Ear } from 'lucide-react'
import { Popover } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { nodeTitle } from './place-words.ts'

/** What a client listens to, behind a button with their number. */
export function ListeningPopover({ listeners, name }: { readonly listeners: readonly Listening[]; readonly name: string }) {
  const count = listeners.length
  return (
    <Popover
      label={`What ${name} listens to`}
      align="end"
      className="w-72 p-2"
      trigger={(
        <button type="button" aria-label={`${name} listens to ${count}`} title="What it listens to" className="inline-flex h-6 shrink-0 items-center gap-0.5 rounded-md px-1 @max-[250px]:px-0.5 text-2xs text-ink-soft hover:bg-hover hover:text-ink">
          <Ear aria-hidden="true" className={count > 0 ? 'size-3.5 text-now' : 'size-3.5'} />
          {count}
        </button>
      )}
    >
      <p className="pane-title px-2 py-1">Listens to</p>
      {count === 0 ? <p className="px-2 pb-1 text-xs text-ink-faint">Nothing. A comet message node with the action Start listening begins it when a run passes there.</p> : null}
      <ul>{listeners.map((listener) => <ListeningRow key={`${listener.flowId}/${listener.nodeId}/${listener.messageId ?? ''}/${listener.key ?? ''}`} listener={listener} />)}</ul>
    </Popover>
  )
}

function ListeningRow({ listener }: { readonly listener: Listening }) {
  const { flowId, nodeId } = listener
  const hue = useProject((project) => project.messages[listener.messageId ?? '']?.hue)
  const title = useProject((project) => nodeTitle(project, flowId, nodeId))
  const what = `${listener.message} on ${listener.channel}${listener.key === null ? '' : `, key ${listener.key}`}`
  const then = `${listener.response}${title === null ? '' : ` · ${title}`}`
  return (
    <li>
      <button type="button" aria-label={`${what}: ${then}`} onClick={() => jumpTo({ type: 'node', flowId, nodeId })} className="flex w-full items-start gap-2 rounded-md px-2 py-1 text-left text-xs hover:bg-hover">
        <span aria-hidden="true" className="mt-1 size-2 shrink-0 rounded-full bg-ink-faint" style={hue === undefined ? undefined : { background: `var(--hue-${hue})` }} />
        <span className="min-w-0 break-words"><b className="block font-medium">{what}</b><span className="block text-ink-faint">{then}</span></span>
      </button>
    </li>
  )
}
