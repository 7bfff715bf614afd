import type { Diagnostic } from '@halley/model'
import { useState } from 'react'
import { EmptyState } from '../kit/index.ts'
import { useProject, useProjectState } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { countInWords, severities } from './counts-in-words.ts'
import { FixButton } from './fix-button.tsx'
import { placeInWords } from './place-in-words.ts'
import { useProblems } from './problems-store.ts'
import { SeverityIcon } from './severity-icon.tsx'
import { ProblemText } from './problem-text.tsx'

/** Rows that are drawn; with more, the first ones are to be mended first. */
const ROWS = 300
type Severity = Diagnostic['severity']

/** Everything that is wrong with the project: what, where, and what to do. */
export function ProblemsPanel() {
  const diagnostics = useProblems((problems) => problems.diagnostics)
  const counts = useProblems((problems) => problems.counts)
  const project = useProject((whole) => whole)
  const isChecked = useProblems((problems) => problems.checkedId) === useProjectState((state) => state.projectId)
  const [left, setLeft] = useState<ReadonlySet<Severity>>(new Set())
  const shown = diagnostics.filter(({ severity }) => !left.has(severity))
  // What was found in the project before is not about this one.
  if (!isChecked) return <EmptyState title="Checking…">What is drawn is being looked at.</EmptyState>
  if (diagnostics.length === 0) return <EmptyState title="No problems">What is drawn can run.</EmptyState>
  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 gap-1 border-b border-line px-2 py-1" role="toolbar" aria-label="Which problems">
        {severities.map((severity) => (
          <button
            key={severity}
            type="button"
            aria-pressed={!left.has(severity)}
            className="flex h-6 items-center gap-1.5 rounded-md px-2 text-xs text-ink-faint hover:bg-hover aria-pressed:text-ink"
            onClick={() => setLeft((before) => toggled(before, severity))}
          >
            <SeverityIcon severity={severity} />
            {countInWords(severity, counts[severity])}
          </button>
        ))}
      </div>
      <ul className="min-h-0 flex-1 overflow-auto py-0.5" aria-label="Problems">
        {keyed(shown.slice(0, ROWS)).map(({ key, problem }) => (
          <li key={key} className="flex min-h-7 items-center gap-2 pr-2 hover:bg-hover">
            <button type="button" className="flex min-w-0 flex-1 items-baseline gap-2 px-3 py-1 text-left text-sm" onClick={() => jumpTo(problem.place)}>
              <SeverityIcon severity={problem.severity} />
              <span className="sr-only">{problem.severity}: </span>
              <span className="flex min-w-0 flex-col">
                <ProblemText text={problem.text} />
                <span className="truncate text-xs text-ink-faint">{placeInWords(problem.place, project)}</span>
              </span>
            </button>
            <FixButton problem={problem} />
          </li>
        ))}
        {shown.length > ROWS ? <li className="px-3 py-1 text-xs text-ink-faint">and {shown.length - ROWS} more</li> : null}
      </ul>
    </div>
  )
}

// A problem has no id: its content names it, and a number those that say the same.
function keyed(problems: readonly Diagnostic[]): { readonly key: string; readonly problem: Diagnostic }[] {
  const seen = new Map<string, number>()
  return problems.map((problem) => {
    const content = `${problem.code}/${problem.text}/${JSON.stringify(problem.place)}`
    const before = seen.get(content) ?? 0
    seen.set(content, before + 1)
    return { key: `${content}/${before}`, problem }
  })
}

function toggled(before: ReadonlySet<Severity>, severity: Severity): ReadonlySet<Severity> {
  const after = new Set(before)
  if (!after.delete(severity)) after.add(severity)
  return after
}
