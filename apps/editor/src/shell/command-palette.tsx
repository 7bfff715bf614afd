import { inOrder, type CollectionName } from '@halley/model'
import { Command as Cmdk } from 'cmdk'
import { Database, FileText, ListTree, Mail, Radio, Route, Search, Tags, UserRound, Workflow, Zap } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useMemo, type ReactNode } from 'react'
import { Kbd } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { closePalette, paletteStore, usePalette } from './command-palette-store.ts'
import { isPossible, useCommands, type Command } from './commands.ts'
import { KeysDialog } from './keys-dialog.tsx'

/** Everything that can be done, and everything that can be gone to, by typing a part of its name. */
export function CommandPalette() {
  const open = usePalette((state) => state.open)
  return (
    <>
      <Radix.Root open={open === 'commands'} onOpenChange={(next) => !next && closePalette()}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-[light-dark(rgb(30_33_48/22%),rgb(0_0_0/50%))]" />
          <Radix.Content aria-describedby={undefined} className="kit-float fixed top-[14vh] left-1/2 w-[36rem] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden">
            <Radix.Title className="sr-only">Find or do</Radix.Title>
            <PaletteContent />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <KeysDialog />
    </>
  )
}

function PaletteContent() {
  const commands = useCommands()
  const groups = useMemo(() => groupsOf(commands.filter(isPossible)), [commands])
  const runAndClose = (command: Command) => {
    closePalette()
    // After the palette has given the focus back, so that the command finds it where it was.
    setTimeout(() => {
      if (paletteStore.getState().open === null) command.run()
    }, 0)
  }
  return (
    <Cmdk label="Find or do" loop filter={rank}>
      <div className="flex h-11 items-center gap-2 border-b border-line px-3">
        <Search aria-hidden="true" className="size-4 text-ink-faint" />
        <Cmdk.Input placeholder="A command, a flowchart, a message, a channel…" className="h-full min-w-0 flex-1 bg-transparent text-base outline-none" />
        <Kbd keys="Esc" />
      </div>
      <Cmdk.List className="max-h-[50vh] overflow-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint">
        <Cmdk.Empty className="p-6 text-center text-sm text-ink-faint">Nothing has that in its name. Try a shorter word.</Cmdk.Empty>
        {groups.map(([group, items]) => (
          <Cmdk.Group key={group} heading={group}>
            {items.map((command) => (
              <Cmdk.Item key={command.id} value={`${command.title} ${command.id}`} keywords={[group, ...(command.keywords ?? [])]} onSelect={() => runAndClose(command)} className="kit-menu-item">
                <span className="min-w-0 flex-1 truncate">{command.title}</span>
                {command.shortcut === undefined ? null : <Kbd keys={command.shortcut} />}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
        <ResourcesToGoTo />
      </Cmdk.List>
    </Cmdk>
  )
}

// What begins as typed comes first; every typed word must begin a word of the name, or else of the keywords. Letters that
// are only scattered over a line are not looked for: "New flowchart" would find Run, by its keywords.
function rank(name: string, typed: string, keywords: readonly string[] = []): number {
  const wanted = typed.trim().toLowerCase()
  const line = name.toLowerCase()
  if (line.startsWith(wanted)) return 1
  const beginsIn = (text: string) => wanted.split(/\s+/).every((part) => text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(part)))
  if (beginsIn(line)) return 0.8
  if (line.includes(wanted)) return 0.6
  return beginsIn(`${line} ${keywords.join(' ').toLowerCase()}`) ? 0.3 : 0
}

type Destination = { readonly collection: Exclude<CollectionName, 'folders'>; readonly heading: string; readonly icon: ReactNode }
const destinations: readonly Destination[] = [
  { collection: 'flows', heading: 'Flowcharts', icon: <Workflow /> },
  { collection: 'messages', heading: 'Comet messages', icon: <Mail /> },
  { collection: 'channels', heading: 'Channels', icon: <Radio /> },
  { collection: 'fields', heading: 'Fields', icon: <Tags /> },
  { collection: 'lists', heading: 'Lists', icon: <Database /> },
  { collection: 'choices', heading: 'Choices', icon: <ListTree /> },
  { collection: 'navigation', heading: 'Navigation', icon: <Route /> },
  { collection: 'personas', heading: 'Personas', icon: <UserRound /> },
]

function ResourcesToGoTo() {
  const project = useProject((whole) => whole)
  return destinations.map(({ collection, heading, icon }) => {
    const resources = inOrder<{ id: string; order: string; name: string; technicalName: string }>(project[collection])
    if (resources.length === 0) return null
    return (
      <Cmdk.Group key={collection} heading={heading}>
        {resources.map(({ id, name, technicalName }) => (
          <Cmdk.Item
            key={id}
            value={`${name} ${collection} ${id}`}
            keywords={[technicalName, heading]}
            onSelect={() => {
              closePalette()
              jumpTo({ type: 'resource', collection, id })
            }}
            className="kit-menu-item [&_svg]:size-4 [&_svg]:text-ink-faint"
          >
            {collection === 'flows' && project.flows[id]?.type === 'action' ? <Zap /> : (icon ?? <FileText />)}
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="font-mono text-2xs text-ink-faint">{technicalName}</span>
          </Cmdk.Item>
        ))}
      </Cmdk.Group>
    )
  })
}

function groupsOf(commands: readonly Command[]): readonly (readonly [string, readonly Command[]])[] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups]
}
