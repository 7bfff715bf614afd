import type { Program } from '@halley/engine'
import type { Project } from '@halley/model'
import type { RunsIn } from '../sessions/topic-names.ts'
import type { NoticeApp } from '../storage/notification-storage.ts'
import { ownPattern } from './own-pattern.ts'

/** A project as its rules see it where it runs. */
export type WatchedApp = NoticeApp & {
  readonly runsIn: RunsIn
  /** The model as it is now; asked before anything is compiled. */
  readonly project: () => Project
  /** Null while it cannot be compiled. */
  readonly program: () => Program | null
  /** May it reach people? */
  readonly mayRun: () => boolean
}

/** The patterns that its rules hear now, by rule; none while it may not run. */
export function patternsOf({ project, runsIn, mayRun }: WatchedApp): ReadonlyMap<string, string> {
  const model = project()
  const rules = Object.values(model.rules)
  if (rules.length === 0 || !mayRun()) return new Map()
  return new Map(rules.flatMap((rule) => {
    const pattern = rule.isOn ? ownPattern(rule.pattern, model, runsIn) : null
    return pattern === null ? [] : [[rule.id, pattern] as const]
  }))
}
