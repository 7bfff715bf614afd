import type { Project } from '@halley/model'
import { helpdeskEscalation } from './helpdesk-escalation.ts'
import { orderTracking } from './order-tracking.ts'

/** The examples that run at once, in the order of the start page; the first is what Halley opens with. */
export function exampleProjects(): Project[] {
  return [helpdeskEscalation(), orderTracking()]
}
