import type { ScreenView } from '@halley/model'
import { X } from 'lucide-react'
import { useId, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { focusable, wrapFocus } from './focusable.ts'

type OverlayProps = {
  readonly view: ScreenView
  /** Lies below another one: seen, not used. */
  readonly isBelow: boolean
  /** How many lie over it. */
  readonly depth: number
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A received message's frame: its hue as a rail, its name, its title, and a cross. */
export function Overlay({ view, isBelow, depth, onClose, children }: OverlayProps) {
  const titleId = useId()
  const frame = useRef<HTMLElement>(null)
  const placement = view.overlay?.placement ?? 'dialog'
  const isDialog = placement === 'dialog' || placement === 'sidePanel'
  const hue = view.message === null ? 'var(--halley-line-strong)' : `var(--hue-${view.message.hue}, var(--halley-accent))`
  const keepFocusIn = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || placement !== 'dialog' || frame.current === null) return
    const controls = focusable(frame.current)
    const current = controls.findIndex((control) => control === document.activeElement)
    const next = wrapFocus(current, controls.length, event.shiftKey)
    if (next === null) return
    event.preventDefault()
    controls[next]?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a modal dialog keeps Tab inside
    <section
      ref={frame}
      data-testid="overlay"
      data-overlay={view.id}
      data-placement={placement}
      className="halley-overlay"
      role={isDialog ? 'dialog' : 'group'}
      aria-modal={placement === 'dialog' || undefined}
      aria-labelledby={titleId}
      tabIndex={-1}
      inert={isBelow}
      style={{ '--overlay-hue': hue, '--overlay-depth': Math.min(depth, 3) } as CSSProperties}
      onKeyDown={keepFocusIn}
    >
      <header className="halley-overlay-head">
        <div className="halley-overlay-names">
          {view.message === null ? null : <span className="halley-overlay-message">{view.message.name}</span>}
          <h2 id={titleId} className="halley-overlay-title">{view.title}</h2>
        </div>
        <button type="button" className="halley-close" data-close="" aria-label={`Close ${view.title}`} onClick={onClose}><X aria-hidden="true" size={14} /></button>
      </header>
      <div className="halley-overlay-body">{children}</div>
    </section>
  )
}
