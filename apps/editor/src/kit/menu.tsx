import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
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
          <MenuEntries entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function MenuEntries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry) => {
    switch (entry.type) {
      case 'separator':
        return <Radix.Separator key={entry.id} className="my-1 h-px bg-line" />
      case 'heading':
        return <Radix.Label key={entry.id} className="px-2 pt-1.5 pb-0.5 text-2xs font-medium text-ink-faint">{entry.label}</Radix.Label>
      case 'submenu':
        return (
          <Radix.Sub key={entry.id}>
            <Radix.SubTrigger className="kit-menu-item" disabled={entry.disabled ?? false}>{entry.icon}<span className="flex-1">{entry.label}</span><span aria-hidden="true">›</span></Radix.SubTrigger>
            <Radix.Portal><Radix.SubContent className="kit-float max-h-80 min-w-40 overflow-auto p-1" collisionPadding={8}><MenuEntries entries={entry.entries} /></Radix.SubContent></Radix.Portal>
          </Radix.Sub>
        )
      case 'item':
        return (
          <Radix.Item key={entry.id} className="kit-menu-item [&_svg]:size-4" data-tone={entry.tone} disabled={entry.disabled ?? false} onSelect={() => entry.onSelect()}>
            {entry.icon}
            <span className="flex-1 truncate">{entry.label}</span>
            {entry.checked === true ? <Check aria-label="chosen" className="text-accent" /> : null}
            {entry.shortcut === undefined ? null : <Kbd keys={entry.shortcut} />}
          </Radix.Item>
        )
    }
  })
}
