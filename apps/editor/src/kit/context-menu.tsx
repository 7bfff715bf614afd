import { ContextMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { MenuEntries } from './menu-entries.tsx'
import type { MenuEntry } from './menu-entry.ts'

export type ContextMenuProps = {
  readonly entries: readonly MenuEntry[]
  readonly onOpenChange?: (open: boolean) => void
  /** One element that takes a ref; a right click or Shift+F10 in it opens the menu. */
  readonly children: ReactNode
}

/** A menu at the pointer. */
export function ContextMenu({ entries, onOpenChange, children }: ContextMenuProps) {
  return (
    <Radix.Root modal={false} {...(onOpenChange !== undefined && { onOpenChange })}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content collisionPadding={8} className="kit-float max-h-(--radix-context-menu-content-available-height) min-w-44 overflow-auto p-1">
          <MenuEntries parts={Radix} entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
