import { useEffect, useState } from 'react'
import { listProjects, readProject } from '../start-page/projects-api.ts'

/** Projects whose personas are looked at, the newest first: enough to offer what is in use. */
const PROJECTS_READ = 20

/** The roles that personas of the organisation's projects have, for offering; empty until they are known. */
export function useKnownAppRoles(): readonly string[] {
  const [roles, setRoles] = useState<readonly string[]>([])
  useEffect(() => {
    let isHere = true
    const read = async () => {
      const list = await listProjects()
      if (!list.ok) return
      const newest = list.value.toSorted((a, b) => b.updatedAt - a.updatedAt).slice(0, PROJECTS_READ)
      const projects = await Promise.all(newest.map(({ id }) => readProject(id)))
      const found = projects.flatMap((project) => (project.ok ? Object.values(project.value.personas).flatMap((persona) => persona.roles) : []))
      if (isHere) setRoles([...new Set(found)].toSorted())
    }
    void read()
    return () => {
      isHere = false
    }
  }, [])
  return roles
}
