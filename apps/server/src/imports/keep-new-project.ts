import type { Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { Projects } from '../projects/projects.ts'
import { newServerId } from '../random-ids.ts'
import { importHold, type RunPermits } from '../safety/run-permits.ts'

/** How often a new id is tried for a document whose own is taken; two in a row are taken only by a mistake. */
const ID_TRIES = 3

export type NewProjectSurroundings = { readonly projects: Projects; readonly permits: RunPermits; readonly clock: ServerClock }

/** A project that is not kept yet: whose it is to be, and whether it is held from reaching outside until somebody allows it. */
export type NewProject = { readonly project: Project; readonly orgId: string; readonly isHeld: boolean }

/** Keeps a new project, under another id where its own is taken: an import never touches what is there. Null when no id was free. */
export async function keepNewProject({ project, orgId, isHeld }: NewProject, { projects, permits, clock }: NewProjectSurroundings): Promise<Project | null> {
  let kept = project
  for (let attempt = 0; attempt < ID_TRIES; attempt += 1) {
    if (await projects.create(kept, orgId, isHeld ? importHold(kept.id, clock.nowMs()) : undefined)) {
      if (isHeld) permits.imported(kept.id)
      return kept
    }
    kept = { ...kept, id: newServerId('p-') }
  }
  return null
}
