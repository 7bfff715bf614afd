import { inOrder, type Project } from '@halley/model'
import { InboxBell, Player, type PlaceLink } from '@halley/player'
import type { PersonaReach } from '@halley/protocol'
import { EllipsisVertical } from 'lucide-react'
import { useCallback, useSyncExternalStore } from 'react'
import { IconButton, Menu, Select, type MenuEntry } from '../kit/index.ts'
import { useRunState } from '../safety/run-state-store.ts'
import { projectStore, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { AwayClient } from './away-client.tsx'
import { ConnectionDot } from './connection-dot.tsx'
import { ListeningPopover } from './listening-popover.tsx'
import { usePausedRemedy } from './paused-remedy.ts'
import { placeText } from './place-words.ts'
import { ReachMenu, reachEntries } from './reach-menu.tsx'
import { useReach } from './reach-store.ts'
import { removeClient, seatPersona, startAt, usePreview, type PreviewClient } from './preview-store.ts'

const NOBODY = 'Guest'

const placeLink: PlaceLink = ({ flowId, nodeId }) => {
  const text = placeText(projectStore.getState().project, flowId, nodeId)
  if (text === null || flowId === null || nodeId === null) return null
  return { text, onJump: () => jumpTo({ type: 'node', flowId, nodeId }) }
}

/** What to draw before a client can start; undefined when it can. */
function whatIsMissing({ flows, personas, settings }: Project, personaId: string | null): string | undefined {
  if (Object.keys(flows).length === 0) return 'Draw a flowchart with a screen; the first one becomes Home, where clients start.'
  const home = personas[personaId ?? '']?.homeFlowId ?? settings.homeFlowId
  return home !== null && flows[home] !== undefined ? undefined : 'No flowchart is Home; choose one in the menu of a flowchart, or for this persona.'
}

/** One client: who it is, how it is connected, and what it shows. */
export function ClientFrame({ entry }: { readonly entry: PreviewClient }) {
  const { slot, personaId, client, serial } = entry
  const personas = useProject((project) => project.personas)
  const name = personas[personaId ?? '']?.name ?? NOBODY
  const nothingToStart = useProject((project) => whatIsMissing(project, personaId))
  const isSafe = useRunState((state) => state.isSafe)
  const remedyOf = usePausedRemedy(slot)
  const connection = useSyncExternalStore(client.subscribe, useCallback(() => client.get().connection, [client]))
  const listeners = useSyncExternalStore(client.subscribe, useCallback(() => client.get().listeners, [client]))
  const reach = useReach(personaId)
  const isAway = personaId !== null && reach !== 'online'
  const personaOptions = [...inOrder(personas).map(({ id, name: label }) => ({ value: id, label })), { value: '', label: NOBODY, note: 'no roles' }]
  return (
    <section data-testid={`preview-client-${slot}`} aria-label={`Client ${slot}, ${name}`} className="@container flex min-h-0 min-w-0 flex-col overflow-hidden rounded-md border border-line-strong bg-raised">
      {/* In a narrow client the name has the room: who it is matters more than that it can be changed. */}
      <header className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-pane pr-0.5 pl-2 @max-[250px]:gap-0.5 @max-[250px]:pl-1.5 @max-[250px]:[&>.halley-bell]:w-6!">
        {isAway ? null : <ConnectionDot status={connection} />}
        <Select size="small" label={`Persona of client ${slot}`} value={personaId ?? ''} options={personaOptions} onChange={(next) => seatPersona(slot, next === '' ? null : next)} className="min-w-0 flex-1 border-transparent! bg-transparent! px-1! font-medium hover:bg-hover! @max-[250px]:[&>svg]:hidden" />
        {isAway ? null : <InboxBell client={client} label={name} />}
        {isAway ? null : <ListeningPopover listeners={listeners} name={name} />}
        {personaId === null ? null : <ReachMenu personaId={personaId} name={name} reach={reach} />}
        <ClientMenu entry={entry} name={name} reach={reach} isOffline={connection.state === 'offline'} />
      </header>
      <div className="min-h-0 flex-1">
        {isAway ? <AwayClient client={client} personaId={personaId} name={name} reach={reach} /> : <Player key={serial} client={client} label={name} placeLink={placeLink} nothingToStart={nothingToStart} mayConnect={!isSafe} remedyOf={remedyOf} />}
      </div>
    </section>
  )
}

function ClientMenu({ entry, name, reach, isOffline }: { readonly entry: PreviewClient; readonly name: string; readonly reach: PersonaReach; readonly isOffline: boolean }) {
  // Who is away is not started or connected from here.
  const isAway = reach !== 'online'
  const isSafe = useRunState((state) => state.isSafe)
  const { slot, client } = entry
  const flows = useProject((project) => project.flows)
  const isOnly = usePreview((state) => state.clients.length === 1)
  const entries: MenuEntry[] = [
    { type: 'item', id: 'reset', label: 'Reset', disabled: isAway, onSelect: () => startAt(slot, null) },
    { type: 'submenu', id: 'start', label: 'Start from', disabled: isAway, entries: [{ type: 'item', id: 'home', label: 'Home', onSelect: () => startAt(slot, null) }, { type: 'separator', id: 'line' }, ...flowEntries(flows, (flowId) => startAt(slot, flowId))] },
    ...(entry.personaId === null ? [] : [{ type: 'submenu', id: 'reach', label: 'Can be reached', entries: reachEntries(entry.personaId, reach) } as const]),
    { type: 'separator', id: 'connection' },
    isOffline
      ? { type: 'item', id: 'reconnect', label: 'Reconnect', disabled: isAway || isSafe, onSelect: client.reconnect }
      : { type: 'item', id: 'disconnect', label: 'Disconnect', onSelect: client.disconnect },
    { type: 'separator', id: 'end' },
    { type: 'item', id: 'remove', label: 'Remove this client', disabled: isOnly, onSelect: () => removeClient(slot) },
  ]
  return <Menu align="end" entries={entries} trigger={<IconButton size="small" label={`Actions of client ${slot}, ${name}`} icon={<EllipsisVertical />} />} />
}

function flowEntries(flows: Project['flows'], start: (flowId: string) => void): MenuEntry[] {
  return inOrder(flows).filter((flow) => flow.type === 'flowchart').map((flow) => ({ type: 'item', id: flow.id, label: flow.name, onSelect: () => start(flow.id) }))
}
