import type { WidgetView } from '@halley/model'
import { initialsOf, toneOf } from './presence-words.ts'

/** Who is on a channel now: faces with initials, or names. Each person keeps their face while others come and go. */
export function PresenceWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'presence' }> }) {
  const { people, more, emptyText, layout } = widget
  if (more === null) return <p className="halley-presence-unknown" role="status">Looking who is here…</p>
  if (people.length === 0 && more === 0) return <p className="halley-empty-list">{emptyText}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- a list without marks is none to some screen readers unless it says so
    <ul className="halley-presence" data-layout={layout} role="list" aria-label="Who is here">
      {people.map(({ id, userId, name }) => (
        <li key={id} className="halley-presence-person" title={layout === 'avatars' ? name : undefined}>
          <span aria-hidden="true" className="halley-face" data-tone={toneOf(userId)}>{initialsOf(name)}</span>
          <span className={layout === 'avatars' ? 'halley-unseen' : 'halley-presence-name'}>{name}</span>
        </li>
      ))}
      {more > 0 ? <li className="halley-presence-more">{people.length === 0 ? `${more.toLocaleString('en')} people` : `and ${more.toLocaleString('en')} more`}</li> : null}
    </ul>
  )
}
