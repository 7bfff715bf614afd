import { inOrder, type CollectionName, type Project } from '@halley/model'
import { Command as Cmdk } from 'cmdk'
import { Bell, Database, ListTree, Mail, MessagesSquare, Plug, Radio, Route, Search, Tags, UserRound, Workflow, Zap } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useMemo, useState, type ReactNode } from 'react'
import { Kbd } from '../kit/index.ts'
import { rankedGroups, type Searchable } from '../palette/rank-choices.ts'
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
  const [search, setSearch] = useState('')
  const commands = useCommands()
  const project = useProject((whole) => whole)
  const lines = useMemo(() => [...commandLines(commands.filter(isPossible)), ...resourceLines(project)], [commands, project])
  return (
    <Cmdk label="Find or do" loop shouldFilter={false}>
      <div className="flex h-11 items-center gap-2 border-b border-line px-3">
        <Search aria-hidden="true" className="size-4 text-ink-faint" />
        <Cmdk.Input value={search} onValueChange={setSearch} placeholder="A command, a flowchart, a message, a channel…" className="h-full min-w-0 flex-1 bg-transparent text-base outline-none" />
        <Kbd keys="Esc" />
      </div>
      <Cmdk.List className="max-h-[50vh] overflow-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint">
        <Cmdk.Empty className="p-6 text-center text-sm text-ink-faint">Nothing has that in its name. Try a shorter word.</Cmdk.Empty>
        {rankedGroups(lines, search).map(({ group, choices }) => (
          <Cmdk.Group key={group} heading={group}>
            {choices.map(({ key, label, icon, note, onChoose }) => (
              <Cmdk.Item key={key} value={key} onSelect={onChoose} className="kit-menu-item [&_svg]:size-4 [&_svg]:text-ink-faint">
                {icon}
                <span className="min-w-0 flex-1 truncate">{label}</span>
                {note}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  )
}

type Line = Searchable & { readonly key: string; readonly icon: ReactNode; readonly note: ReactNode; readonly onChoose: () => void }

function commandLines(commands: readonly Command[]): Line[] {
  return commands.map(({ id, title, group, keywords = [], shortcut, run }) => ({
    key: `command/${id}`, label: title, group, keywords: [group, ...keywords], icon: null, note: shortcut === undefined ? null : <Kbd keys={shortcut} />,
    onChoose: () => {
      closePalette()
      // After the palette has given the focus back, so that the command finds it where it was.
      setTimeout(() => {
        if (paletteStore.getState().open === null) run()
      }, 0)
    },
  }))
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
  { collection: 'rules', heading: 'Notification rules', icon: <Bell /> },
  { collection: 'rooms', heading: 'Rooms', icon: <MessagesSquare /> },
  { collection: 'connections', heading: 'Connections', icon: <Plug /> },
]

function resourceLines(project: Project): Line[] {
  return destinations.flatMap(({ collection, heading, icon }) => inOrder<{ id: string; order: string; name: string; technicalName: string }>(project[collection]).map(({ id, name, technicalName }) => ({
    key: `${collection}/${id}`, label: name, group: heading, keywords: [technicalName, heading],
    icon: collection === 'flows' && project.flows[id]?.type === 'action' ? <Zap /> : icon,
    note: <span className="font-mono text-2xs text-ink-faint">{technicalName}</span>,
    onChoose: () => {
      closePalette()
      jumpTo({ type: 'resource', collection, id })
    },
  })))
}
