import type { Diagnostic } from '@halley/model'
import { useId, type ReactNode } from 'react'
import { ProblemText } from '../problems/problem-text.tsx'
import { SeverityIcon } from '../problems/severity-icon.tsx'

/** A part of a rule: the word that it answers, what that means, and its fields. */
export function RuleSection({ title, lead, children }: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rule-section">
      <div>
        <h2 id={id} className="text-base font-semibold">{title}</h2>
        <p className="text-xs text-pretty text-ink-faint">{lead}</p>
      </div>
      <div className="rule-section-fields">{children}</div>
    </section>
  )
}

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
