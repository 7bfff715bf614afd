import type { PausedFlow, RunState } from '@halley/protocol'
import { CirclePause, ShieldAlert } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '../kit/index.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { editorConnection } from '../sync/open-project.ts'
import { allowToRun, followRunState, resumeFlow, useRunState } from './run-state-store.ts'

/** Says above everything what keeps the open project from running, and how that ends. */
export function RunNotes({ projectId }: { readonly projectId: string }) {
  useEffect(() => followRunState(projectId, editorConnection()), [projectId])
  const { isSafe, toAllow, paused } = useRunState((state) => state)
  const [isOpen, setOpen] = useState(false)
  const notes = [
    ...(isSafe ? [<Note key="safe" icon={<ShieldAlert aria-hidden="true" className="size-4 shrink-0" />}>Safe mode: nothing runs, here and in published apps. Correct what does harm, then start Halley without --safe.</Note>] : []),
    ...(toAllow === null ? [] : [<AllowNote key="allow" reach={toAllow} />]),
    ...paused.map((flow) => <PausedNote key={`${flow.environment}/${flow.flowId}`} flow={flow} />),
  ]
  const [first, ...others] = notes
  if (first === undefined) return null
  // One line, however much there is to say: the canvas is what people are here for.
  return (
    <div className="relative z-20 flex max-h-[40vh] shrink-0 items-start overflow-auto border-b border-line bg-warning-soft">
      <div className="min-w-0 flex-1 divide-y divide-line">
        {first}
        {isOpen ? others : null}
      </div>
      {others.length === 0 ? null : <Button size="small" variant="quiet" className="m-1 text-warning!" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? 'Fewer' : `${others.length} more`}</Button>}
    </div>
  )
}

function Note({ icon, action, children }: { readonly icon: ReactNode; readonly action?: ReactNode; readonly children: ReactNode }) {
  return (
    <div role="status" className="flex min-h-8 shrink-0 items-start justify-center gap-x-3 px-3 py-1 text-sm text-warning [&>svg]:mt-1">
      {icon}
      <div className="min-w-0 py-0.5">{children}</div>
      <div className="flex shrink-0 gap-1 empty:hidden">{action}</div>
    </div>
  )
}

function AllowNote({ reach }: { readonly reach: NonNullable<RunState['toAllow']> }) {
  const mayChange = useMayChange()
  return (
    <Note
      icon={<ShieldAlert aria-hidden="true" className="size-4 shrink-0" />}
      action={mayChange ? <Button size="small" onClick={() => void allowToRun()}>Allow it to run</Button> : null}
    >
      <details>
        <summary className="cursor-pointer">This project was imported, and does not do this yet: {summaryOf(reach)}.</summary>
        <ul className="list-disc py-1 pl-9">
          {reach.services.map(({ name, address }) => <li key={`${name} ${address ?? ''}`}>asks {name}{address === null || address === name ? '' : ` (${address})`}</li>)}
          {reach.endpoints.map(({ name, method, path }) => <li key={`${method} ${path} ${name}`}>answers {method} {path} ({name})</li>)}
          {reach.applicationStart === null ? null : <li>runs {reach.applicationStart} by itself on application start</li>}
        </ul>
      </details>
    </Note>
  )
}

/** What it reaches, in a line: `asks 2 services, answers 1 HTTP request, runs by itself`. */
export function summaryOf({ services, endpoints, applicationStart }: NonNullable<RunState['toAllow']>): string {
  const counted = (count: number, one: string, more: string): string[] => (count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${more}`])
  return [
    ...counted(services.length, 'service', 'services').map((words) => `asks ${words}`),
    ...counted(endpoints.length, 'HTTP request', 'HTTP requests').map((words) => `answers ${words}`),
    ...(applicationStart === null ? [] : ['runs by itself on application start']),
  ].join(', ')
}

function PausedNote({ flow }: { readonly flow: PausedFlow }) {
  const { flowId, nodeId, text, environment } = flow
  const mayChange = useMayChange()
  const isThere = useProject((project) => project.flows[flowId]?.nodes[nodeId] !== undefined)
  return (
    <Note
      icon={<CirclePause aria-hidden="true" className="size-4 shrink-0" />}
      action={<>
        {isThere ? <Button size="small" onClick={() => jumpTo({ type: 'node', flowId, nodeId })}>Show the node</Button> : null}
        {mayChange ? <Button size="small" onClick={() => void resumeFlow(flow)}>Resume</Button> : null}
      </>}
    >
      {environment === 'published' ? 'In the published app: ' : ''}{text}
    </Note>
  )
}
