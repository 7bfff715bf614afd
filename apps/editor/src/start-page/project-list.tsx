import { Copy, Ellipsis, Trash2 } from 'lucide-react'
import { useMay } from '../account/account-store.ts'
import { IconButton, Menu, type MenuEntry } from '../kit/index.ts'
import { PageLink } from '../shell/page-link.tsx'
import { projectPath } from '../shell/router.ts'
import { exportEntries } from './export-entries.tsx'
import { OpenMark } from './open-mark.tsx'
import type { ProjectEntry } from './projects-api.ts'
import { duplicateProject, exportProject, removeProject } from './projects-store.ts'
import { RelativeTime } from './relative-time.tsx'

/** One row per project: a link to it, when it changed, and what else can be done with it. */
export function ProjectList({ projects }: { readonly projects: readonly ProjectEntry[] }) {
  const mayChange = useMay('project/change')
  return (
    <ul className="overflow-hidden rounded-lg border border-line bg-pane">
      {projects.map((project) => (
        <li key={project.id} className="flex items-center border-b border-line last:border-b-0 hover:bg-hover">
          <PageLink href={projectPath(project.id)} className="flex h-11 min-w-0 flex-1 items-center gap-4 rounded-md pl-4 text-base outline-offset-[-3px]">
            <span className="min-w-0 flex-1 truncate font-medium">{project.name}</span>
            <span className="w-24 text-right text-xs text-ink-faint">{project.revision === 0 ? 'not changed yet' : project.revision === 1 ? '1 change' : `${project.revision.toLocaleString('en')} changes`}</span>
            <span className="w-32 text-right text-xs text-ink-faint"><RelativeTime at={project.updatedAt} /></span>
            <OpenMark />
          </PageLink>
          <div className="px-2">
            <Menu
              align="end"
              trigger={<IconButton label={`More for ${project.name}`} icon={<Ellipsis />} />}
              entries={[
                exportEntries(project, () => void exportProject(project)),
                ...(mayChange ? changingEntries(project) : []),
              ]}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}

function changingEntries(project: ProjectEntry): MenuEntry[] {
  return [
    { type: 'item', id: 'duplicate', label: 'Duplicate', icon: <Copy />, onSelect: () => void duplicateProject(project) },
    { type: 'separator', id: 'before-delete' },
    { type: 'item', id: 'delete', label: 'Delete', icon: <Trash2 />, tone: 'danger', onSelect: () => void removeProject(project) },
  ]
}
