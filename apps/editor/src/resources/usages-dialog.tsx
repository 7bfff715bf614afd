import { collectionOf } from '@halley/model'
import { useMemo } from 'react'
import { Button, Dialog } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { closeResourceDialog } from './resource-pane-store.ts'
import type { ResourceItem } from './resource-trees.ts'
import { UsageList } from './usage-list.tsx'
import { usagesOf } from './usages.ts'

/** Lists every place that uses a resource; each one jumps there. */
export function UsagesDialog({ item }: { readonly item: ResourceItem }) {
  const project = useProject((current) => current)
  const usages = useMemo(() => usagesOf(project, { collection: collectionOf(item.tree), id: item.id }), [project, item])
  return (
    <Dialog open onOpenChange={(open) => !open && closeResourceDialog()} title={`Where ${item.name} is used`} actions={<Button onClick={closeResourceDialog}>Close</Button>}>
      {usages.length === 0 ? <p className="text-sm text-ink-soft">Nothing uses {item.name} yet.</p> : <UsageList label={`Usages of ${item.name}`} usages={usages} onJump={closeResourceDialog} />}
    </Dialog>
  )
}
