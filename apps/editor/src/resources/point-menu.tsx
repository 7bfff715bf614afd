import { DropdownMenu } from 'radix-ui'
import { useRef } from 'react'
import { Kbd, type MenuEntry } from '../kit/index.ts'

export type PointMenuProps = {
  /** Where it is open, in pixels of the page; null while it is closed. It stays mounted, since it must know whether a key opened it. */
  readonly at: { readonly x: number; readonly y: number } | null
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
  /** Where the focus goes when the menu closes. */
  readonly returnFocus: () => void
}

/** A menu at a point of the page: one for the right click, the "…" button and Shift+F10. */
export function PointMenu({ at, label, entries, onClose, returnFocus }: PointMenuProps) {
  // What was chosen runs when the menu has closed: until then it holds the focus, which a rename or a dialog needs.
  const chosen = useRef<(() => void) | null>(null)
  return (
    <DropdownMenu.Root open={at !== null} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" tabIndex={-1} className="pointer-events-none fixed size-0" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="kit-float max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-auto p-1"
          aria-label={label}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus()
            chosen.current?.()
            chosen.current = null
          }}
        >
          <Entries entries={entries} onChoose={(run) => { chosen.current = run }} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Entries({ entries, onChoose }: { readonly entries: readonly MenuEntry[]; readonly onChoose: (run: () => void) => void }) {
  return entries.map((entry) => {
    switch (entry.type) {
      case 'separator':
        return <DropdownMenu.Separator key={entry.id} className="my-1 h-px bg-line" />
      case 'heading':
        return <DropdownMenu.Label key={entry.id} className="px-2 pt-1.5 pb-0.5 text-2xs font-medium text-ink-faint">{entry.label}</DropdownMenu.Label>
      case 'submenu':
        return (
          <DropdownMenu.Sub key={entry.id}>
            <DropdownMenu.SubTrigger className="kit-menu-item" disabled={entry.disabled ?? false}><span className="flex-1">{entry.label}</span><span aria-hidden="true">›</span></DropdownMenu.SubTrigger>
            <DropdownMenu.Portal><DropdownMenu.SubContent className="kit-float max-h-80 min-w-40 overflow-auto p-1" collisionPadding={8}><Entries entries={entry.entries} onChoose={onChoose} /></DropdownMenu.SubContent></DropdownMenu.Portal>
          </DropdownMenu.Sub>
        )
      case 'item':
        return (
          <DropdownMenu.Item key={entry.id} className="kit-menu-item [&_svg]:size-4" data-tone={entry.tone} disabled={entry.disabled ?? false} onSelect={() => onChoose(entry.onSelect)}>
            {entry.icon}
            <span className="flex-1 truncate">{entry.label}</span>
            {entry.shortcut === undefined ? null : <Kbd keys={entry.shortcut} />}
          </DropdownMenu.Item>
        )
    }
  })
}
