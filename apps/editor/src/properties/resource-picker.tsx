import { createChannel, createConnection, createFlow, createMessage, createRoom, inOrder, type ConnectionType, type FlowType, type Project } from '@halley/model'
import { ArrowUpRight, ChevronDown, Plus } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { IconButton, classNames, useField } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { newId } from '../stores/new-id.ts'
import { projectStore, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'

export type PickedCollection = 'channels' | 'messages' | 'flows' | 'navigation' | 'connections' | 'rooms'
export type ResourcePickerProps = {
  readonly collection: PickedCollection
  readonly value: string | null
  /** `create` is the recipe that makes the resource first, when a new name was typed. */
  readonly onPick: (id: string | null, create?: (draft: Project) => string) => void
  readonly mayCreate: boolean
  /** May the choice be taken back by emptying the field? */
  readonly optional?: boolean
  readonly flowTypes?: readonly FlowType[] | undefined
  /** What a new connection is to. */
  readonly connectionType?: ConnectionType | undefined
  readonly placeholder?: string | undefined
}

type Option = { readonly id: string; readonly name: string; readonly hue: number | null; readonly flowType: FlowType | undefined }
const nouns: Readonly<Record<PickedCollection, string>> = { channels: 'channel', messages: 'message', flows: 'flowchart', navigation: 'navigation item', connections: 'connection', rooms: 'room' }

/** Chooses a resource by name: type to filter, arrows and Enter; a new name makes a new one by Enter or by the list's last line, where that is allowed. */
export function ResourcePicker({ collection, value, onPick, mayCreate, optional = false, flowTypes, connectionType = 'http', placeholder }: ResourcePickerProps) {
  const options = useOptions(collection, flowTypes)
  const field = useField()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [pointed, setPointed] = useState(0)
  const [givenUp, setGivenUp] = useState<string | null>(null)
  const current = options.find((option) => option.id === value)
  const text = typed ?? current?.name ?? (value === null ? '' : 'Deleted')
  const wanted = (typed ?? '').trim()
  const listed = typed === null ? [] : options.filter((option) => wanted === '' || wanted === current?.name || option.name.toLowerCase().includes(wanted.toLowerCase()))
  const exact = options.find((option) => option.name.toLowerCase() === wanted.toLowerCase())
  const offersNew = mayCreate && wanted !== '' && exact === undefined
  const lines = listed.length + (offersNew ? 1 : 0)

  const choose = (option: Option) => {
    setTyped(null)
    if (option.id !== value) onPick(option.id)
  }
  const create = () => {
    setTyped(null)
    onPick(null, (draft) => createNamed(draft, { collection, name: wanted, flowTypes, connectionType }))
  }
  const settle = () => {
    if (typed === null) return
    if (wanted === '') {
      setTyped(null)
      if (typed !== current?.name && value !== null && (optional || current === undefined)) onPick(null)
    } else if (exact !== undefined) choose(exact)
    else {
      // Leaving a field must make nothing: what stands in it may be half a name, or typing that was meant for another pane.
      setTyped(null)
      setGivenUp(wanted)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (typed === null) setTyped(current?.name ?? '')
      else setPointed((at) => (lines === 0 ? 0 : (at + (event.key === 'ArrowDown' ? 1 : lines - 1)) % lines))
    } else if (event.key === 'Enter' && typed !== null) {
      event.preventDefault()
      const option = listed[pointed]
      if (exact !== undefined && pointed === 0) choose(exact)
      else if (option !== undefined && wanted !== '') choose(option)
      else if (option !== undefined && pointed > 0) choose(option)
      else if (offersNew) create()
      else settle()
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation()
      setTyped(null)
    }
  }
  return (
    <>
      <div className="relative flex min-w-0 items-center gap-1">
        <div className="relative min-w-0 flex-1">
          <input
            ref={input}
            id={field?.inputId}
            className="kit-input pr-6"
            role="combobox"
            aria-expanded={typed !== null}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={typed !== null && lines > 0 ? `${listId}-${pointed}` : undefined}
            aria-describedby={field?.describedBy}
            aria-invalid={field?.invalid ?? false}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder ?? (optional ? 'None' : mayCreate ? `Choose, or type a new ${nouns[collection]}` : `Choose a ${nouns[collection]}`)}
            value={text}
            onFocus={(event) => {
              setGivenUp(null)
              event.currentTarget.select()
            }}
            onClick={() => typed === null && setTyped(current?.name ?? '')}
            onChange={(event) => {
              setTyped(event.target.value)
              setPointed(0)
            }}
            onKeyDown={onKeyDown}
            onBlur={settle}
          />
          <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-1.5 right-1.5 size-4 text-ink-faint" />
        </div>
        {current === undefined || collection === 'navigation' ? null : (
          <IconButton size="small" label={`Open ${current.name}`} icon={<ArrowUpRight />} onClick={() => jumpTo({ type: 'resource', collection, id: current.id })} />
        )}
        <div id={listId} role="listbox" aria-label={nouns[collection]} hidden={typed === null} className="kit-float absolute top-8 right-0 left-0 max-h-60 overflow-auto p-1">
          {listed.map((option, at) => (
            // Keys go to the input, which says by aria-activedescendant which line they mean.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div tabIndex={-1} key={option.id} id={`${listId}-${at}`} role="option" aria-selected={at === pointed} data-selected={at === pointed} className="kit-menu-item" onPointerDown={(event) => event.preventDefault()} onClick={() => choose(option)}>
              <ResourceIcon tree={collection} hue={option.hue} flowType={option.flowType} />
              <span className="truncate">{option.name}</span>
            </div>
          ))}
          {offersNew ? (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div tabIndex={-1} id={`${listId}-${listed.length}`} role="option" aria-selected={pointed === listed.length} data-selected={pointed === listed.length} className={classNames('kit-menu-item', 'text-accent')} onPointerDown={(event) => event.preventDefault()} onClick={create}>
              <Plus aria-hidden="true" size={16} />
              <span className="truncate">New {nouns[collection]} “{wanted}”</span>
            </div>
          ) : null}
          {lines === 0 && typed !== null ? <div tabIndex={-1} role="option" aria-selected={false} aria-disabled="true" className="kit-menu-item">{mayCreate ? `Type a name for a new ${nouns[collection]}` : `There is no such ${nouns[collection]}`}</div> : null}
        </div>
      </div>
      <p role="status" className="text-xs break-words text-ink-faint empty:hidden">{givenUp === null ? null : `There is no ${nouns[collection]} “${givenUp}”, and none was created${mayCreate ? '; type the name and press Enter to create it' : ''}.`}</p>
    </>
  )
}

function useOptions(collection: PickedCollection, flowTypes: readonly FlowType[] | undefined): Option[] {
  const resources = useProject((project) => project[collection])
  return inOrder<{ id: string; order: string; name: string; hue?: number; type?: FlowType }>(resources).flatMap(({ id, name, hue, type }) => (flowTypes !== undefined && type !== undefined && !flowTypes.includes(type) ? [] : [{ id, name, hue: hue ?? null, flowType: type }]))
}

type NewNamed = Pick<ResourcePickerProps, 'collection' | 'flowTypes'> & { readonly name: string; readonly connectionType: ConnectionType }

function createNamed(draft: Project, { collection, name, flowTypes, connectionType }: NewNamed): string {
  switch (collection) {
    case 'channels': return createChannel(draft, { name }, newId)
    case 'messages': return createMessage(draft, { name }, newId)
    case 'flows': return createFlow(draft, { name, type: flowTypes?.[0] ?? 'flowchart' }, newId)
    case 'rooms': return createRoom(draft, { name }, newId)
    case 'connections': return createConnection(draft, { name, type: connectionType }, newId)
    // Where a navigation item leads is more than a name; the pane makes those.
    case 'navigation': return Object.values(projectStore.getState().project.navigation)[0]?.id ?? ''
  }
}
