import type { Project } from '@halley/model'
import { useMemo } from 'react'
import { problemsStore } from '../problems/problems-store.ts'
import { UsageList } from '../resources/usage-list.tsx'
import { ownerOf, type Usage } from '../resources/usages.ts'
import { useProject } from '../stores/project-store.ts'
import { foreseeChange } from './foresee-change.ts'
import { NewProblems } from './new-problems.tsx'

export type WhatBreaksProps = {
  /** Every place that uses what is to be changed. */
  readonly usages: readonly Usage[]
  readonly recipe: (draft: Project) => void
  /** What the list of usages is called. */
  readonly label: string
  readonly onJump: () => void
}

/** What a change will break, before it is made: the problems that are new after it, and what else uses what it changes. */
export function WhatBreaks({ usages, recipe, label, onJump }: WhatBreaksProps) {
  const project = useProject((current) => current)
  // The recipe does the same however often it is made anew.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const problems = useMemo(() => foreseeChange(project, recipe, problemsStore.getState().program ?? undefined).problems, [project])
  if (usages.length === 0 && problems.length === 0) return <p className="text-sm text-ink-soft">Nothing uses it. Undo brings it back.</p>
  // A place that is said to be a problem is not said again to use it.
  const broken = new Set(problems.map(({ place }) => ownerOf(place)))
  const others = usages.filter(({ place }) => !broken.has(ownerOf(place)))
  return (
    <>
      {problems.length > 0 && <NewProblems problems={problems} onJump={onJump} />}
      {others.length > 0 && <p className="mt-2 mb-2 text-sm text-ink-soft">{others.length === 1 ? 'This place uses it and may no longer work:' : `These ${others.length} places use it and may no longer work:`}</p>}
      {others.length > 0 && <UsageList label={label} usages={others} onJump={onJump} />}
    </>
  )
}
