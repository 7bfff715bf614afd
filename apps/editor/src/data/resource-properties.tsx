import type { CollectionName } from '@halley/model'
import { EmptyState } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { ChannelProperties } from './channel-properties.tsx'
import { ConnectionProperties } from './connection-properties.tsx'
import { RoomProperties } from './room-properties.tsx'
import { RuleProperties } from './rule-properties.tsx'
import { ChoiceProperties, FieldProperties, FlowProperties, FolderProperties, ListProperties, MessageProperties, NavigationProperties, PersonaProperties } from './simple-properties.tsx'

/** The properties of a resource or folder, drawn by the properties pane when one is selected. */
export function ResourceProperties({ collection, id }: { readonly collection: CollectionName; readonly id: string }) {
  const exists = useProject((project) => project[collection][id] !== undefined)
  if (!exists) return <EmptyState title="This was deleted">Undo brings it back.</EmptyState>
  return <div className="flex flex-col gap-3 p-3" key={`${collection}/${id}`}><Properties collection={collection} id={id} /></div>
}

function Properties({ collection, id }: { readonly collection: CollectionName; readonly id: string }) {
  switch (collection) {
    case 'messages': return <MessageProperties id={id} />
    case 'channels': return <ChannelProperties id={id} />
    case 'fields': return <FieldProperties id={id} />
    case 'lists': return <ListProperties id={id} />
    case 'choices': return <ChoiceProperties id={id} />
    case 'flows': return <FlowProperties id={id} />
    case 'navigation': return <NavigationProperties id={id} />
    case 'personas': return <PersonaProperties id={id} />
    case 'connections': return <ConnectionProperties id={id} />
    case 'rules': return <RuleProperties id={id} />
    case 'rooms': return <RoomProperties id={id} />
    case 'folders': return <FolderProperties id={id} />
  }
}
