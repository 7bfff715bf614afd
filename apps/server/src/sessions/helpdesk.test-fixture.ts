import type { Project } from '@halley/model'
import { exampleProjects } from '@halley/nodes'

/** The example that Halley opens with. */
export function helpdeskProject(): Project {
  const [project] = exampleProjects()
  if (project === undefined) throw new Error('There is no example.')
  return project
}
