import { useId, type ReactNode, type Ref } from 'react'
import { classNames } from './class-names.ts'
import './form-frame.css'

type FormFrameProps = {
  /** What is edited, such as "Room". */
  readonly label: string
  /** What its settings are called, such as "Settings of the room". */
  readonly settings: string
  /** Says by its styles how wide the columns are, and where there is one alone. */
  readonly className: string
  /** Stays above while the settings scroll. */
  readonly heading: ReactNode
  /** Stands beside the settings. */
  readonly aside: ReactNode
  readonly fields: Ref<HTMLDivElement>
  readonly children: ReactNode
}

/** The pane of a resource that is one long form: its heading, its sections, and beside them what they come to. */
export function FormFrame({ label, settings, className, heading, aside, fields, children }: FormFrameProps) {
  return (
    <section aria-label={label} className={classNames('form-frame', className)}>
      {heading}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard, also by who may only look */}
      <div className="form-frame-scroll" tabIndex={0} role="group" aria-label={settings}>
        <div className="form-frame-columns">
          <div ref={fields} className="form-frame-fields">{children}</div>
          {aside}
        </div>
      </div>
    </section>
  )
}

/** What stands beside the settings of a form. */
export function FormAside({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return <aside aria-label={label} className="form-frame-aside">{children}</aside>
}

/** A part of a form: its word, what that means, and its fields. */
export function FormSection({ title, lead, children }: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="form-section">
      <div>
        <h2 id={id} className="text-base font-semibold">{title}</h2>
        <p className="text-xs text-pretty text-ink-faint">{lead}</p>
      </div>
      <div className="form-section-fields">{children}</div>
    </section>
  )
}
