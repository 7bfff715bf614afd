import type { Diagnostic } from '@halley/model'
import { placeInWords } from '../problems/place-in-words.ts'
import { UsageList } from '../resources/usage-list.tsx'
import { useProject } from '../stores/project-store.ts'

/** The problems that a change will make, each of which can be jumped to. */
export function NewProblems({ problems, onJump }: { readonly problems: readonly Diagnostic[]; readonly onJump: () => void }) {
  const project = useProject((current) => current)
  // A text in which a name stands twice is a problem twice, and one place for whoever reads it.
  const lines = [...new Map(problems.map(({ place, text }) => ({ place, text: `${placeInWords(place, project)}: ${text}` })).map((line) => [line.text, line])).values()]
  return (
    <>
      <p className="mb-2 text-sm text-ink-soft">{lines.length === 1 ? 'One place will be a problem' : `${lines.length} places will be problems`} until you change something there. Undo takes it back.</p>
      <UsageList label="What will be a problem" usages={lines} onJump={onJump} />
    </>
  )
}
