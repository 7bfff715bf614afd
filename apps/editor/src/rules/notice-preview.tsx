import type { NoticePriority, Rule } from '@halley/model'
import { Bell, Mail, Smartphone } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, FormAside, type BadgeTone } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { durationInWords } from './duration-words.ts'
import { priorityWords } from './priority-words.ts'
import { useRuleContext } from './rule-scope.ts'
import { sampleNotice } from './sample-notice.ts'

/** How a notification of a rule would look by each of its ways, with a sample of the message. */
export function NoticePreview({ rule }: { readonly rule: Rule }) {
  const context = useRuleContext(rule.pattern)
  const notice = sampleNotice(rule, context)
  const appName = useProject((project) => project.name)
  const sender = useProject((project) => senderOf(rule.mailConnectionId, Object.values(project.connections).flatMap(({ id, settings }) => (settings.type === 'smtp' ? [{ id, from: settings.from }] : []))))
  const { ways, priority } = rule
  const isCritical = priority === 'critical'
  const after = (delayMs: number) => (isCritical || delayMs === 0 ? 'at once' : `after ${durationInWords(delayMs)}`)
  return (
    <FormAside label="How it looks">
      <div>
        <h2 className="pane-title">How it looks</h2>
        <p className="text-xs text-pretty text-ink-faint">{sampleNote(context.about?.name ?? null, notice.holds)}</p>
      </div>
      {!ways.inbox && !ways.push && !ways.email ? <p className="rounded-lg border border-dashed border-line-strong p-4 text-center text-xs text-ink-faint">No way is chosen, so nobody sees anything. Choose one under How.</p> : null}
      {ways.inbox && (
        <Post icon={<Bell />} way="Inbox and toast" when="at once">
          <div className="flex gap-2">
            <span aria-hidden="true" className="mt-1.5 size-2 shrink-0 rounded-full bg-now" />
            <div className="min-w-0 flex-1">
              <NoticeHead title={notice.title} priority={priority} />
              {notice.body === '' ? null : <p className="rule-post-text">{notice.body}</p>}
              <p className="mt-1 text-2xs text-ink-faint">just now</p>
            </div>
          </div>
        </Post>
      )}
      {ways.push && (
        <Post icon={<Smartphone />} way="Push" when={after(rule.pushAfterMs)}>
          <p className="flex items-center gap-1.5 text-2xs text-ink-faint"><Bell aria-hidden="true" className="size-3" />{appName} · now</p>
          <p className="mt-0.5 text-sm font-medium">{notice.title}</p>
          {notice.body === '' ? null : <p className="rule-post-text">{notice.body}</p>}
        </Post>
      )}
      {ways.email && (
        <Post icon={<Mail />} way="E-mail" when={after(rule.emailAfterMs)}>
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-2 border-b border-line pb-2 text-xs">
            <dt className="text-ink-faint">From</dt><dd className="truncate">{sender ?? <span className="text-ink-faint">no sender yet</span>}</dd>
            <dt className="text-ink-faint">Subject</dt><dd className="font-medium">{notice.title}</dd>
          </dl>
          <div className="pt-2">
            <NoticeHead title={notice.title} priority={priority} />
            {notice.body === '' ? null : <p className="rule-post-text">{notice.body}</p>}
            <span className="mt-2 inline-flex h-6 items-center rounded-md bg-accent px-2.5 text-xs font-medium text-on-accent">Open</span>
          </div>
        </Post>
      )}
      {notice.url === null || notice.url === '' ? null : <p className="text-xs break-words text-ink-faint">Opens <code>{notice.url}</code></p>}
    </FormAside>
  )
}

function sampleNote(about: string | null, holds: boolean | null): string {
  const of = about === null ? 'With a message made up' : `With a sample of ${about}`
  return holds === false ? `${of}. The condition does not hold for it: a real one like it would notify nobody.` : `${of}.`
}

/** The sender of the chosen mail server, or of the only one. Null where none is known. */
function senderOf(connectionId: string | null, servers: readonly { readonly id: string; readonly from: string }[]): string | null {
  const from = connectionId === null ? (servers.length === 1 ? servers[0]?.from : undefined) : servers.find(({ id }) => id === connectionId)?.from
  return from === undefined || from.trim() === '' ? null : from
}

function Post({ icon, way, when, children }: { readonly icon: ReactNode; readonly way: string; readonly when: string; readonly children: ReactNode }) {
  return (
    <figure>
      <figcaption className="mb-1 flex items-center gap-1.5 text-xs text-ink-soft [&_svg]:size-3.5"><span aria-hidden="true" className="text-ink-faint">{icon}</span>{way}<span className="text-ink-faint">{when}</span></figcaption>
      <div className="rule-post"><div className="rule-post-body">{children}</div></div>
    </figure>
  )
}

const tones: Readonly<Record<NoticePriority, BadgeTone>> = { low: 'quiet', normal: 'quiet', high: 'warning', critical: 'danger' }

function NoticeHead({ title, priority }: { readonly title: string; readonly priority: NoticePriority }) {
  return (
    <p className="flex items-start gap-2 text-sm font-medium">
      <span className="min-w-0 flex-1">{title}</span>
      {priority === 'low' || priority === 'normal' ? null : <Badge tone={tones[priority]}>{priorityWords[priority].label}</Badge>}
    </p>
  )
}
