import type { Diagnostic } from '@halley/model'
import { placeInWords } from '../problems/place-in-words.ts'
import { ProblemText } from '../problems/problem-text.tsx'
import { SeverityIcon } from '../problems/severity-icon.tsx'
import { projectStore } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'

/** Problems that are named one by one; more of them are counted. */
const NAMED = 5

/** What publishing meets; a click leads to the place. */
export function PublishingProblems({ title, problems, onLeave }: { readonly title: string; readonly problems: readonly Diagnostic[]; readonly onLeave: () => void }) {
  if (problems.length === 0) return null
  const { project } = projectStore.getState()
  const go = (problem: Diagnostic) => {
    onLeave()
    jumpTo(problem.place)
  }
  return (
    <section aria-label={title} className="rounded-md border border-line p-2">
      <h3 className="px-1 pb-1 text-xs font-medium text-ink-soft">{title}</h3>
      <ul>
        {problems.slice(0, NAMED).map((problem) => (
          <li key={`${problem.code}/${problem.text}/${JSON.stringify(problem.place)}`}>
            <button type="button" onClick={() => go(problem)} className="flex w-full items-baseline gap-2 rounded-md px-1 py-1 text-left text-sm hover:bg-hover">
              <SeverityIcon severity={problem.severity} />
              <span className="flex min-w-0 flex-col">
                <ProblemText text={problem.text} />
                <span className="truncate text-xs text-ink-faint">{placeInWords(problem.place, project)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problems.length > NAMED ? <p className="px-1 text-xs text-ink-faint">and {problems.length - NAMED} more in the panel Problems</p> : null}
    </section>
  )
}
