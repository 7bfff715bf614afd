import { Check } from 'lucide-react'
import type { ContextMenu, DropdownMenu } from 'radix-ui'
import { Kbd } from './kbd.tsx'
import type { MenuEntry } from './menu-entry.ts'

/** The parts that both kinds of menu have, under the same names. */
type MenuParts = Pick<typeof DropdownMenu | typeof ContextMenu, 'Item' | 'Label' | 'Portal' | 'Separator' | 'Sub' | 'SubContent' | 'SubTrigger'>

/** The lines of a menu or a context menu, drawn with the parts of that kind. */
export function MenuEntries({ parts, entries }: { readonly parts: MenuParts; readonly entries: readonly MenuEntry[] }) {
  const { Item, Label, Portal, Separator, Sub, SubContent, SubTrigger } = parts
  return entries.map((entry) => {
    switch (entry.type) {
      case 'separator':
        return <Separator key={entry.id} className="my-1 h-px bg-line" />
      case 'heading':
        return <Label key={entry.id} className="px-2 pt-1.5 pb-0.5 text-2xs font-medium text-ink-faint">{entry.label}</Label>
      case 'submenu':
        return (
          <Sub key={entry.id}>
            <SubTrigger className="kit-menu-item [&_svg]:size-4" disabled={entry.disabled ?? false}>{entry.icon}<span className="flex-1">{entry.label}</span><span aria-hidden="true">›</span></SubTrigger>
            <Portal><SubContent className="kit-float max-h-80 min-w-40 overflow-auto p-1" collisionPadding={8}><MenuEntries parts={parts} entries={entry.entries} /></SubContent></Portal>
          </Sub>
        )
      case 'item':
        return (
          <Item key={entry.id} className="kit-menu-item [&_svg]:size-4" data-tone={entry.tone} disabled={entry.disabled ?? false} onSelect={() => entry.onSelect()}>
            {entry.icon}
            <span className="flex-1 truncate">{entry.label}</span>
            {entry.checked === true ? <Check aria-label="chosen" className="text-accent" /> : null}
            {entry.shortcut === undefined ? null : <Kbd keys={entry.shortcut} />}
          </Item>
        )
    }
  })
}
