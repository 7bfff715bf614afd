import type { PreviewPost } from '@halley/protocol'
import { Mail } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, classNames, EmptyState, Tabs } from '../kit/index.ts'
import { MailFrame } from './mail-frame.tsx'
import { timeOfDay } from './post-words.ts'
import { usePosts } from './reach-store.ts'

type MailPost = PreviewPost & { readonly post: Extract<PreviewPost['post'], { type: 'email' }> }

/** The mails to a persona, and the one that is chosen, as a mail program shows it. */
export function Mailbox({ personaId, name, onOpen }: { readonly personaId: string; readonly name: string; readonly onOpen: (noticeId: string) => void }) {
  const posts = usePosts()
  const mails = useMemo(() => mailsTo(posts, personaId), [posts, personaId])
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = mails.find(({ id }) => id === chosen) ?? mails[0]
  if (shown === undefined) return <EmptyState title="No mail yet" icon={<Mail />}>A rule that mails shows here what it would send to {name}, after the time that it waits.</EmptyState>
  return (
    <section aria-label={`Mailbox of ${name}`} className="flex h-full min-h-0 flex-col">
      <ul aria-label="Mails" className="max-h-[35%] shrink-0 overflow-y-auto border-b border-line">
        {mails.map(({ id, at, post: { subject, from } }) => (
          <li key={id}>
            <button type="button" aria-current={id === shown.id} onClick={() => setChosen(id)} className={classNames('block w-full px-3 py-1.5 text-left hover:bg-hover', id === shown.id && 'bg-selected')}>
              <span className="flex items-baseline justify-between gap-2 text-2xs text-ink-faint"><span className="truncate">{senderText(from)}</span><time dateTime={at} className="shrink-0">{timeOfDay(at)}</time></span>
              <span className="block truncate text-xs font-medium">{subject}</span>
            </button>
          </li>
        ))}
      </ul>
      <OneMail key={shown.id} mail={shown} onOpen={() => onOpen(shown.noticeId)} />
    </section>
  )
}

/** The mails to a persona, the newest first. */
export function mailsTo(posts: readonly PreviewPost[], personaId: string): readonly MailPost[] {
  return posts.filter((entry): entry is MailPost => entry.personaId === personaId && entry.post.type === 'email').toReversed()
}

/** Who a mail comes from. A preview shows mails also while the project has no mail server, or one that has no sender yet. */
function senderText(from: string): string {
  return from.trim() === '' ? 'no sender yet' : from
}

function OneMail({ mail: { post }, onOpen }: { readonly mail: MailPost; readonly onOpen: () => void }) {
  const [part, setPart] = useState<'html' | 'text'>('html')
  const { from, to, subject, text, html } = post
  return (
    <article aria-label={subject} className="flex min-h-0 flex-1 flex-col">
      <header className="shrink-0 px-3 pt-2 pb-1">
        <h3 className="text-sm font-semibold break-words">{subject}</h3>
        <p className="text-2xs break-words text-ink-faint">{`From ${senderText(from)} · to ${to}`}</p>
      </header>
      <Tabs label="Parts of the mail" value={part} onChange={setPart} aside={<Button size="small" variant="quiet" title="Open it in the app, as the link in the mail does" onClick={onOpen}>Open</Button>} items={[
        { id: 'html', label: 'HTML', content: <MailFrame html={html} title={subject} /> },
        { id: 'text', label: 'Plain text', content: <pre className="p-3 font-mono text-xs break-words whitespace-pre-wrap">{text}</pre> },
      ]} />
    </article>
  )
}
