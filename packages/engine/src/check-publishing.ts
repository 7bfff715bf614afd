import type { Diagnostic } from '@halley/model'
import { problemsOf } from './check-project.ts'
import type { Program } from './program.ts'

/** What publishing a project would meet. */
export type PublishingProblems = {
  /** Why nothing of it would run, or what runs would confuse two things: it is not published. */
  readonly stops: readonly Diagnostic[]
  /** Errors that stop only what they touch: it is published, and they are told. */
  readonly warns: readonly Diagnostic[]
}

/** Collections whose technical names are in topics and in sessions' data: two of one name are one thing there. */
const NAMED_WHERE_IT_RUNS: ReadonlySet<string> = new Set(['messages', 'channels', 'rooms', 'fields', 'lists'])

/** Codes of errors by which everybody's Home is lost; they explain why nothing runs. */
const HOME_CODES: ReadonlySet<string> = new Set(['project/home_missing', 'project/home_no_screens', 'project/start_missing', 'project/start_not_action', 'persona/home_missing', 'flow/no_start'])

/** Says what keeps a project from being published, and what of it will not work when it is. */
export function checkPublishing(program: Program): PublishingProblems {
  const errors = problemsOf(program).filter(({ severity }) => severity === 'error')
  const stops = errors.filter(isConfusion)
  if (!startsSomething(program)) {
    const reasons = errors.filter(({ code }) => HOME_CODES.has(code))
    stops.push(...(reasons.length > 0 ? reasons : [NOTHING_STARTS]))
  }
  return { stops, warns: errors.filter((error) => !stops.includes(error)) }
}

const NOTHING_STARTS: Diagnostic = {
  code: 'publish/nothing_starts', severity: 'error', place: { type: 'project' },
  text: 'Nothing would run: no flowchart is Home, none is where a persona starts, none runs on application start, and none answers HTTP requests. Choose one as Home in the menu of a flowchart.',
}

function isConfusion({ code, place }: Diagnostic): boolean {
  return code === 'names/same_technical_name' && place.type === 'resource' && place.memberId === undefined && NAMED_WHERE_IT_RUNS.has(place.collection)
}

/** Is there anything that begins by itself: a Home, a service, an HTTP endpoint? */
function startsSomething({ project, flows }: Program): boolean {
  const begins = (id: string | null, type: 'flowchart' | 'action'): boolean => {
    const compiled = flows.get(id ?? '')
    return compiled !== undefined && compiled.flow.type === type && compiled.startNodeId !== null
  }
  const { homeFlowId, onApplicationStartFlowId } = project.settings
  const homes = [homeFlowId, ...Object.values(project.personas).map((persona) => persona.homeFlowId)]
  return homes.some((id) => begins(id, 'flowchart')) || begins(onApplicationStartFlowId, 'action')
    || [...flows.values()].some(({ flow, startNodeId }) => flow.type === 'endpoint' && startNodeId !== null)
}
