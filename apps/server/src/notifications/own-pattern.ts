import { parsePattern } from '@halley/bus'
import type { Project } from '@halley/model'
import { appToken, draftIdOf, type RunsIn } from '../sessions/topic-names.ts'

/**
 * What a rule's pattern subscribes to where its project runs; null when nothing there can match. A published app hears what it says of
 * all published apps of its organisation. A draft hears itself alone: its own technical name, `*` and `>` mean the draft.
 */
export function ownPattern(pattern: string, project: Project, runsIn: RunsIn): string | null {
  if (!parsePattern(pattern).ok) return null
  const tokens = pattern.split('.')
  const [family = '', org = '>', app = '>'] = tokens
  const isOpen = (token: string): boolean => token === '*' || token === '>'
  if ((family !== 'events' && family !== '*') || (org !== runsIn.org && !isOpen(org))) return null
  if (runsIn.environment === 'published') return ['events', ...tokens.slice(1)].join('.')
  if (app !== project.technicalName && !isOpen(app)) return null
  const rest = org === '>' || app === '>' ? ['>'] : tokens.slice(3)
  return rest.length === 0 ? null : ['events', runsIn.org, appToken(project, 'draft'), ...rest].join('.')
}

/** May a rule be asked about an event where its project runs? A published app knows nothing of drafts. */
export function isHeard(topic: string, { environment }: RunsIn): boolean {
  return environment === 'draft' || draftIdOf(topic.split('.')[2] ?? '') === undefined
}
