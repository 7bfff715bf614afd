import type { PreviewPost } from '@halley/protocol'
import { useMemo } from 'react'
import { useProject } from '../stores/project-store.ts'
import { dayText, keptText, timeOfDay } from './post-words.ts'
import { usePosts } from './reach-store.ts'
import { useMinute } from './use-minute.ts'
import './phone-screen.css'

type Push = PreviewPost & { readonly post: Extract<PreviewPost['post'], { type: 'push' }> }

/** A phone that lies there locked, with what was pushed to it: one with the tag of an earlier one took its place, as on a real one. */
export function PhoneScreen({ personaId, name, onOpen }: { readonly personaId: string; readonly name: string; readonly onOpen: (noticeId: string) => void }) {
  const posts = usePosts()
  const appName = useProject((project) => project.name)
  const pushes = useMemo(() => shownPushes(posts, personaId), [posts, personaId])
  const now = useMinute()
  return (
    <section aria-label={`Phone of ${name}`} className="phone-screen h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-96 flex-col gap-2 px-3 pt-6 pb-4">
        <p className="text-center text-xs text-(--phone-soft)">{dayText(now)}</p>
        <p aria-hidden="true" className="-mt-2 mb-3 text-center text-5xl leading-tight font-light tabular-nums">{timeOfDay(now)}</p>
        {pushes.length === 0 ? <p className="m-auto max-w-60 text-center text-xs text-pretty text-(--phone-soft)">Nothing was pushed yet. A rule that pushes shows here what it would send, after the time that it waits.</p> : null}
        <ol className="flex flex-col gap-2">
          {pushes.map(({ id, at, post: { payload, urgency, ttlSeconds } }) => (
            <li key={id}>
              <button type="button" onClick={() => onOpen(payload.noticeId)} title="Open it in the app, as a tap does" className="block w-full rounded-xl bg-(--phone-card) px-3 py-2 text-left hover:bg-(--phone-card-hover)">
                <span className="flex items-baseline justify-between gap-2 text-2xs text-(--phone-soft)"><span className="truncate font-medium">{appName}</span><time dateTime={at}>{timeOfDay(at)}</time></span>
                <span className="block text-sm font-semibold break-words">{payload.title}</span>
                {payload.body === '' ? null : <span className="line-clamp-4 text-xs break-words whitespace-pre-line">{payload.body}</span>}
              </button>
              <p className="px-3 pt-0.5 text-2xs text-(--phone-soft)">{`urgency ${urgency} · kept for ${keptText(ttlSeconds)}${payload.priority === 'critical' ? ' · stays until it is touched' : ''}`}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}

/** The pushes to a persona, the newest first. */
export function shownPushes(posts: readonly PreviewPost[], personaId: string): readonly Push[] {
  const pushes = posts.filter((entry): entry is Push => entry.personaId === personaId && entry.post.type === 'push').toReversed()
  return pushes.filter(({ post }, index) => pushes.findIndex((other) => other.post.payload.tag === post.payload.tag) === index)
}
