import { Dialog, Kbd } from '../kit/index.ts'
import { closePalette, usePalette } from './command-palette-store.ts'
import { useCommands, type Command } from './commands.ts'

/** Every command that has keys, with them. */
export function KeysDialog() {
  const open = usePalette((state) => state.open === 'keys')
  return (
    <Dialog open={open} onOpenChange={(next) => !next && closePalette()} title="Keyboard shortcuts" width="wide">
      <KeysList />
    </Dialog>
  )
}

function KeysList() {
  const commands = useCommands().filter((command) => command.shortcut !== undefined)
  const groups = [...new Set(commands.map((command) => command.group))]
  return (
    <div className="columns-2 gap-8">
      {groups.map((group) => (
        <section key={group} className="mb-4 break-inside-avoid">
          <h3 className="mb-1 text-xs font-semibold text-ink-soft">{group}</h3>
          <dl>{commands.filter((command) => command.group === group).map((command) => <KeysRow key={command.id} command={command} />)}</dl>
        </section>
      ))}
    </div>
  )
}

function KeysRow({ command }: { readonly command: Command }) {
  const keys = [command.shortcut, ...(command.alsoShortcuts ?? [])].filter((key) => key !== undefined)
  return (
    <div className="flex h-7 items-center justify-between gap-3 border-b border-line text-sm">
      <dt className="truncate">{command.title}</dt>
      <dd className="flex gap-1">{keys.map((key) => <Kbd key={key} keys={key} />)}</dd>
    </div>
  )
}
