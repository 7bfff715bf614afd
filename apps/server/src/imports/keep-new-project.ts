import { freeTechnicalName, renameApp, type Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { Projects } from '../projects/projects.ts'
import { newServerId } from '../random-ids.ts'
import { importHold, type RunPermits } from '../safety/run-permits.ts'

/** How often a new id is tried for a document whose own is taken; two in a row are taken only by a mistake. */
const ID_TRIES = 3

export type NewProjectSurroundings = { readonly projects: Projects; readonly permits: RunPermits; readonly clock: ServerClock }

/** A project that is not kept yet. */
export type NewProject = {
  readonly project: Project
  /** Whose it is to be. */
  readonly orgId: string
  /** It is held from reaching outside until somebody allows it. */
  readonly isHeld: boolean
  /** It keeps its technical name though another may have it, as a program that posts a document means it. */
  readonly keepsName?: boolean
}

/**
 * Keeps a new project, under another id where its own is taken: an import never touches what is there. Its technical name is one that no
 * other project of the organisation has, since `/h/{app}` is called by it, unless it keeps its own. Null when no id was free.
 */
export async function keepNewProject({ project, orgId, isHeld, keepsName = false }: NewProject, { projects, permits, clock }: NewProjectSurroundings): Promise<Project | null> {
  const taken = new Set(keepsName ? [] : (await projects.list(orgId)).map(({ technicalName }) => technicalName))
  let kept: Project = taken.has(project.technicalName) ? renamed(project, freeTechnicalName(project.technicalName, taken)) : project
  for (let attempt = 0; attempt < ID_TRIES; attempt += 1) {
    if (await projects.create(kept, orgId, isHeld ? importHold(kept.id, clock.nowMs()) : undefined)) {
      if (isHeld) permits.imported(kept.id)
      return kept
    }
    kept = { ...kept, id: newServerId('p-') }
  }
  return null
}

function renamed(project: Project, technicalName: string): Project {
  const copy = structuredClone(project)
  renameApp(copy, technicalName)
  return copy
}
