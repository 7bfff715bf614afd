import type { Diagnostic } from '@halley/model'
import { ProblemText } from '../problems/problem-text.tsx'
import { SeverityIcon } from '../problems/severity-icon.tsx'

/** What is wrong with a part of a rule, and what to do; nothing where nothing is. */
export function RuleProblems({ problems }: { readonly problems: readonly Diagnostic[] }) {
  if (problems.length === 0) return null
  return (
    <ul className="flex flex-col gap-1" aria-label="Problems">
      {problems.map((problem) => (
        <li key={`${problem.code}/${problem.text}`} className="flex gap-1.5 text-xs text-ink-soft">
          <SeverityIcon severity={problem.severity} />
          <span className="min-w-0"><span className="sr-only">{problem.severity}: </span><ProblemText text={problem.text} /></span>
        </li>
      ))}
    </ul>
  )
}
