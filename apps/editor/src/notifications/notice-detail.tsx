import type { Environment, NoticeAttempt, NoticeRecord } from '@halley/protocol'
import { RotateCw, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { toast } from 'sonner'
import { Badge, Button, IconButton, type BadgeTone } from '../kit/index.ts'
import { askForLogRow } from '../log/log-row-request.ts'
import { timeText } from '../log/row-words.ts'
import { placeText } from '../preview/place-words.ts'
import { priorityWords } from '../rules/priority-words.ts'
import { useMayChange, useProject, useProjectState } from '../stores/project-store.ts'
import { useRun } from '../stores/run-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { attemptWords, type AttemptWords } from './attempt-words.ts'
import { retryAttempt } from './notices-api.ts'
import { wayWords } from './way-words.tsx'

const tones: Readonly<Record<AttemptWords['tone'], BadgeTone>> = { good: 'good', quiet: 'quiet', warning: 'warning', danger: 'danger' }
const link = 'text-left text-accent underline underline-offset-2'

/** Everything about one notification: what it said to whom, what made it, and what became of it by each way. */
export function NoticeDetail({ record, environment, onClose }: { readonly record: NoticeRecord; readonly environment: Environment; readonly onClose: () => void }) {
  const { notice, recipient, attempts, eventId, topic, dismissedAt } = record
  return (
    <section aria-label={`Details of ${notice.title}`} className="flex h-full min-w-0 flex-col border-l border-line">
      <header className="flex shrink-0 items-start gap-2 py-1 pr-1.5 pl-3">
        <h2 className="min-w-0 flex-1 text-sm font-semibold break-words">{notice.title}</h2>
        <IconButton size="small" label="Close the details" icon={<X />} onClick={onClose} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="min-h-0 flex-1 space-y-3 overflow-auto px-3 pb-3 text-xs" tabIndex={0} role="group" aria-label="Details">
        {notice.body === '' ? null : <p className="break-words whitespace-pre-line text-ink-soft">{notice.body}</p>}
        <div>
          <h3 className="pane-title mb-1">Ways</h3>
          <ul className="space-y-2">{attempts.map((attempt) => <Attempt key={attempt.id} attempt={attempt} environment={environment} />)}</ul>
        </div>
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-0.5">
          <Fact name="To">{recipient.name}{recipient.name === recipient.id ? null : <code className="ml-1.5 break-all text-ink-faint">{recipient.id}</code>}</Fact>
          <Fact name="Priority">{priorityWords[notice.priority].label}</Fact>
          <Fact name="Made by"><Source record={record} /></Fact>
          {eventId === null ? null : <Fact name="Event"><EventLink eventId={eventId} topic={topic} /></Fact>}
          <Fact name="Time"><Time at={notice.at} /></Fact>
          <Fact name="Read">{notice.readAt === null ? (dismissedAt === null ? 'not yet' : 'no') : <Time at={notice.readAt} />}</Fact>
          {dismissedAt === null ? null : <Fact name="Dismissed"><Time at={dismissedAt} /></Fact>}
        </dl>
      </div>
    </section>
  )
}

function Time({ at }: { readonly at: string }) {
  return <time dateTime={at} title={new Date(at).toLocaleString()}>{timeText(Date.parse(at)).slice(0, 8)}</time>
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <><dt className="text-ink-faint">{name}</dt><dd className="min-w-0 break-words">{children}</dd></>
}

type AttemptProps = { readonly attempt: NoticeAttempt; readonly environment: Environment }

function Attempt({ attempt, environment }: AttemptProps) {
  const { way, outcome, at, tries, retriedAt, text } = attempt
  const { short, why, tone } = attemptWords[outcome]
  return (
    <li className="flex gap-2 [&>svg]:mt-0.5 [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-ink-faint">
      {wayWords[way].icon}
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{wayWords[way].label}</span>
          <Badge tone={tones[tone]}>{short}</Badge>
          <span className="text-ink-faint">{isToCome.has(outcome) ? 'due ' : ''}<Time at={at} />{tries > 1 ? `, tried ${tries} times${retriedAt === null ? '' : ' in all'}` : ''}{retriedAt === null ? null : <>, retried by hand at <Time at={retriedAt} /></>}</span>
          {outcome === 'dead' ? <RetryButton attempt={attempt} environment={environment} /> : null}
        </div>
        <p className="wrap-anywhere text-ink-soft">{text === '' ? why : text}</p>
      </div>
    </li>
  )
}

const isToCome: ReadonlySet<NoticeAttempt['outcome']> = new Set(['waiting', 'in_digest', 'retrying'])

function RetryButton({ attempt: { id, way }, environment }: AttemptProps) {
  const mayChange = useMayChange()
  const projectId = useProjectState((state) => state.projectId)
  const [isAsking, setAsking] = useState(false)
  if (!mayChange) return null
  const retry = async () => {
    setAsking(true)
    const answer = await retryAttempt(projectId, environment, id)
    setAsking(false)
    if (!answer.ok) toast.error('It could not be tried again', { description: answer.text })
  }
  return <Button size="small" icon={<RotateCw aria-hidden="true" className="size-3" />} disabled={isAsking} aria-label={`Retry ${wayWords[way].label}`} onClick={() => void retry()}>Retry</Button>
}

/** The rule or node that made it, as it was called then; where it is still there, one can go to it. */
function Source({ record: { notice, ruleId, flowId, nodeId } }: { readonly record: NoticeRecord }) {
  const hasRule = useProject((project) => ruleId !== null && project.rules[ruleId] !== undefined)
  const place = useProject((project) => placeText(project, flowId, nodeId))
  if (ruleId !== null && hasRule) return <button type="button" className={link} onClick={() => jumpTo({ type: 'resource', collection: 'rules', id: ruleId })}>{notice.source}</button>
  if (flowId !== null && nodeId !== null && place !== null) return <button type="button" className={link} onClick={() => jumpTo({ type: 'node', flowId, nodeId })}>{place}</button>
  return <>{notice.source} <span className="text-ink-faint">(no longer there)</span></>
}

function EventLink({ eventId, topic }: { readonly eventId: string; readonly topic: string | null }) {
  const isInLog = useRun((run) => run.logRows.some(({ id }) => id === eventId))
  return (
    <>
      {topic === null ? null : <code className="mr-2 break-all">{topic}</code>}
      {isInLog ? <button type="button" className={link} onClick={() => askForLogRow(eventId)}>Show in the log</button> : <span className="text-ink-faint">not in the log shown here</span>}
    </>
  )
}
