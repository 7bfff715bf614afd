import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { MenuEntries } from './menu-entries.tsx'
import type { MenuEntry } from './menu-entry.ts'

export type MenuProps = {
  /** One element that takes a ref, such as an IconButton. */
  readonly trigger: ReactNode
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'center' | 'end'
  readonly onOpenChange?: (open: boolean) => void
}

/** A menu that a button opens. */
export function Menu({ trigger, entries, align = 'start', onOpenChange }: MenuProps) {
  return (
    <Radix.Root modal={false} {...(onOpenChange !== undefined && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className="kit-float max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-auto p-1">
          <MenuEntries parts={Radix} entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
