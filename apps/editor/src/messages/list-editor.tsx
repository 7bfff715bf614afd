import { useProject } from '../stores/project-store.ts'

/** Edits the columns of a session list. */
export function ListEditor({ listId }: { readonly listId: string }) {
  const name = useProject((project) => project.lists[listId]?.name)
  return <section aria-label={`List ${name ?? ''}`}>{name ?? 'This list was deleted.'}</section>
}
