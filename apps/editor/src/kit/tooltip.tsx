import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

export type TooltipProps = {
  /** The name of a thing that shows an icon only. */
  readonly title?: string | undefined
  readonly text: string
  /** Keys such as `Mod+K`. */
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** One element that takes a ref, such as a button. */
  readonly children: ReactNode
}

/** Says in a few words what the thing below the pointer does. The thing needs an accessible name of its own. */
export function Tooltip({ title, text, shortcut, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content side={side} sideOffset={4} collisionPadding={8} className="kit-float flex max-w-72 items-center gap-2 px-2 py-1 text-xs">
          {title === undefined ? text : <span><strong className="block font-semibold">{title}</strong>{text}</span>}
          {shortcut === undefined ? null : <Kbd keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Once around everything that has tooltips. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return <Radix.Provider delayDuration={500} skipDelayDuration={200}>{children}</Radix.Provider>
}
