import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type PopoverProps = {
  /** One element that takes a ref. */
  readonly trigger: ReactNode
  readonly label: string
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly className?: string
  readonly children: ReactNode
}

/** A small pane beside the button that opens it. */
export function Popover({ trigger, label, open, onOpenChange, align = 'start', side = 'bottom', className, children }: PopoverProps) {
  return (
    <Radix.Root {...(open !== undefined && { open })} {...(onOpenChange !== undefined && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content aria-label={label} align={align} side={side} sideOffset={4} collisionPadding={8} className={classNames('kit-float max-h-(--radix-popover-content-available-height) overflow-auto outline-none', className)}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
