import type { CollectionName } from '@halley/model'
import { useProject } from '../stores/project-store.ts'

/** The properties of a resource or folder, drawn by the properties pane when one is selected. */
export function ResourceProperties({ collection, id }: { readonly collection: CollectionName; readonly id: string }) {
  const name = useProject((project) => project[collection][id]?.name)
  return <section aria-label="Properties">{name ?? 'This was deleted.'}</section>
}
