import type { DataList, Project } from '@halley/model'
import { useEffect, useState } from 'react'
import { useProject, useProjectState } from '../stores/project-store.ts'
import type { Called } from '../sync/call-server.ts'
import { readVersion } from '../versions/versions-api.ts'
import { useVersions } from '../versions/versions-store.ts'
import type { RowsOf } from './rows-api.ts'

/** The version of the project that rows are of, and the list in it. */
export type RowsModel = { readonly project: Project; readonly list: DataList; /** Why the version could not be read. */ readonly problem: string | null }

/** By what rows are shown and edited: those of the preview by the draft, those of the published app by the version that runs. */
export function useRowsModel(drawnList: DataList, environment: RowsOf): RowsModel {
  const draft = useProject((project) => project)
  const published = usePublishedProject(environment === 'published')
  if (environment === 'draft' || published === null) return { project: draft, list: drawnList, problem: null }
  if (!published.ok) return { project: draft, list: drawnList, problem: published.text }
  // A list that the version does not have has no rows there; the server says so.
  return { project: published.value, list: published.value.lists[drawnList.id] ?? drawnList, problem: null }
}

/** The document of the version that is published; null while it is on its way, or nothing is published. */
function usePublishedProject(isWanted: boolean): Called<Project> | null {
  const projectId = useProjectState((state) => state.projectId)
  const versions = useVersions()
  const number = versions.type === 'there' ? (versions.published?.number ?? null) : null
  const [read, setRead] = useState<{ readonly key: string; readonly answer: Called<Project> } | null>(null)
  const key = `${projectId}/${number}`
  useEffect(() => {
    if (!isWanted || number === null) return undefined
    let isHere = true
    const begin = async () => {
      const answer = await readVersion(projectId, number)
      if (isHere) setRead({ key: `${projectId}/${number}`, answer })
    }
    void begin()
    return () => {
      isHere = false
    }
  }, [isWanted, projectId, number])
  return isWanted && read?.key === key ? read.answer : null
}
