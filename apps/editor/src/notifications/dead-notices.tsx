import { useEffect } from 'react'
import { Badge } from '../kit/index.ts'
import { useProjectState } from '../stores/project-store.ts'
import { editorConnection } from '../sync/open-project.ts'
import { countDead } from './merge-notices.ts'
import { followNotices, useNotices } from './notices-store.ts'

/** How many pushes and mails were given up; nothing where none was. Follows the notifications of the open project. */
export function DeadNotices() {
  const projectId = useProjectState((state) => (state.phase === 'ready' ? state.projectId : null))
  useEffect(() => (projectId === null ? undefined : followNotices(projectId, editorConnection())), [projectId])
  const count = useNotices(({ draft, published }) => countDead(draft.records) + countDead(published.records))
  return count === 0 ? null : <Badge tone="danger">{count}<span className="sr-only"> given up</span></Badge>
}
