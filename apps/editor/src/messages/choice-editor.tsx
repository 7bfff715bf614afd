import { useProject } from '../stores/project-store.ts'

/** Edits the options of a choice: label, technical name and colour. */
export function ChoiceEditor({ choiceId }: { readonly choiceId: string }) {
  const name = useProject((project) => project.choices[choiceId]?.name)
  return <section aria-label={`Choice ${name ?? ''}`}>{name ?? 'This choice was deleted.'}</section>
}
