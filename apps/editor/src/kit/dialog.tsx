import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type DialogProps = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  /** Buttons at the bottom, the primary one last. */
  readonly actions?: ReactNode
  readonly width?: 'narrow' | 'normal' | 'wide'
  readonly children?: ReactNode
}

/** Focuses what a dialog was opened from; where that is disabled now, such as a button that did its work, what stands beside it. */
function giveFocusBack(from: Element | null): void {
  if (!(from instanceof HTMLElement)) return
  const target = from.matches(':disabled') ? from.closest('section')?.querySelector<HTMLElement>('input:not(:disabled), button:not(:disabled)') : from
  target?.focus()
}

const widths = { narrow: 'w-96', normal: 'w-[32rem]', wide: 'w-[48rem]' }

/** Something to decide before going on. Esc and a click outside close it; focus comes back to where it was. */
export function Dialog({ open, onOpenChange, title, description, actions, width = 'normal', children }: DialogProps) {
  const openedFrom = useRef<Element | null>(null)
  // Radix gives the focus back to a trigger only, and these dialogs have none. Their content comes one commit later.
  useLayoutEffect(() => {
    if (open) openedFrom.current = document.activeElement
  }, [open])
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[light-dark(rgb(30_33_48/30%),rgb(0_0_0/55%))]" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveFocusBack(openedFrom.current)
          }}
          className={classNames('kit-float fixed top-[12vh] left-1/2 flex max-h-[76vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col', widths[width])}
        >
          <div className="px-4 pt-3.5 pr-12 pb-2">
            <div className="min-w-0">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description === undefined ? null : <Radix.Description className="mt-0.5 text-sm text-ink-soft">{description}</Radix.Description>}
            </div>
          </div>
          <div className="min-h-0 flex-1 overflow-auto px-4 pt-1 pb-4">{children}</div>
          {/* Last, so that the first thing to fill in has the focus; without a tooltip, which Esc would close first. */}
          <Radix.Close aria-label="Close" className="absolute top-2.5 right-2.5 flex size-7 items-center justify-center rounded-md text-ink-soft hover:bg-hover hover:text-ink"><X aria-hidden="true" className="size-4" /></Radix.Close>
          {actions === undefined ? null : <div className="flex justify-end gap-2 border-t border-line px-4 py-3">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
