import { ExternalLink, Globe, History } from 'lucide-react'
import { useMay } from '../account/account-store.ts'
import { Button, EmptyState } from '../kit/index.ts'
import { useMayChange, useProjectState } from '../stores/project-store.ts'
import { VersionRow } from './version-row.tsx'
import type { PublishedEntry, VersionEntry } from './versions-api.ts'
import { loadVersions, showVersionsDialog, useVersions } from './versions-store.ts'

function SaveButton() {
  return useMayChange() ? <Button size="small" onClick={() => showVersionsDialog({ type: 'save' })}>Save a version…</Button> : null
}

function PublishButton() {
  return useMay('project/publish') ? <Button size="small" icon={<Globe aria-hidden="true" className="size-3.5" />} onClick={() => showVersionsDialog({ type: 'publish' })}>Publish…</Button> : null
}

/** The versions of the project: made, published, and put back from here. */
export function VersionsPanel() {
  const versions = useVersions()
  switch (versions.type) {
    case 'loading':
      return <p role="status" className="p-3 text-xs text-ink-faint">Looking for versions…</p>
    case 'failed':
      return <EmptyState title="The versions cannot be shown" actions={<Button onClick={() => void loadVersions()}>Try again</Button>}>{versions.text}</EmptyState>
    case 'there':
      if (versions.versions.length === 0) {
        return (
          <EmptyState icon={<History />} title="No versions yet" actions={<><SaveButton /><PublishButton /></>}>
            A version keeps the project as it is now. Publishing makes one and runs it at an address of its own.
          </EmptyState>
        )
      }
      return <VersionList published={versions.published} versions={versions.versions} />
  }
}

function VersionList({ published, versions }: { readonly published: PublishedEntry | null; readonly versions: readonly VersionEntry[] }) {
  const mayPublish = useMay('project/publish')
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1">
        <SaveButton />
        <PublishButton />
        <DraftText newest={versions[0]} />
        {published === null ? null : (
          <span className="ml-auto flex items-center gap-1 text-xs">
            <a href={published.address} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 font-medium text-accent underline underline-offset-2">Open published app<ExternalLink aria-hidden="true" className="size-3" /></a>
            {mayPublish ? <Button size="small" variant="quiet" onClick={() => showVersionsDialog({ type: 'unpublish' })}>Unpublish…</Button> : null}
          </span>
        )}
      </div>
      <ul className="min-h-0 flex-1 overflow-auto py-0.5" aria-label="Versions">
        {versions.map((version) => <VersionRow key={version.number} version={version} />)}
      </ul>
    </div>
  )
}

/** How far the draft is from the newest version. */
function DraftText({ newest }: { readonly newest: VersionEntry | undefined }) {
  const revision = useProjectState((state) => state.revision)
  if (newest === undefined) return null
  const changes = Math.max(0, revision - newest.revision)
  const text = changes === 0 ? `The draft is as version ${newest.number}` : `${changes === 1 ? '1 change' : `${changes.toLocaleString('en')} changes`} since version ${newest.number}`
  // It gives way before the row breaks, which would move the list with a change more.
  return <span title={text} className="min-w-20 flex-[1_1_80px] truncate text-xs text-ink-faint">{text}</span>
}
