import { useProject } from '../stores/project-store.ts'

/** Edits what a message carries: its fields and nested lists, beside a live example. */
export function MessageEditor({ messageId }: { readonly messageId: string }) {
  const name = useProject((project) => project.messages[messageId]?.name)
  return <section aria-label={`Message ${name ?? ''}`}>{name ?? 'This message was deleted.'}</section>
}
