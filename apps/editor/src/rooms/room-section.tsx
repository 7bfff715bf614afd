import { useId, type ReactNode } from 'react'

/** A part of a room: its word, what that means, and its fields. */
export function RoomSection({ title, lead, children }: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="room-section">
      <div>
        <h2 id={id} className="text-base font-semibold">{title}</h2>
        <p className="text-xs text-pretty text-ink-faint">{lead}</p>
      </div>
      <div className="room-section-fields">{children}</div>
    </section>
  )
}
