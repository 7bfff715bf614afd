import { useMay } from '../account/account-store.ts'
import { Badge, Button } from '../kit/index.ts'
import { useMayChange } from '../stores/project-store.ts'
import { RelativeTime } from '../start-page/relative-time.tsx'
import { restoreVersion } from './version-actions.ts'
import type { VersionEntry } from './versions-api.ts'
import { showVersionsDialog } from './versions-store.ts'

/** One version: its number and name, who made it and when, whether it runs, and what can be done with it. */
export function VersionRow({ version }: { readonly version: VersionEntry }) {
  const mayChange = useMayChange()
  const mayPublish = useMay('project/publish')
  const { number, name, note, author, at, published } = version
  return (
    <li className="flex min-h-8 items-center gap-3 pr-2 pl-3 text-sm hover:bg-hover">
      <span className="w-6 shrink-0 text-right text-xs text-ink-faint"><span className="sr-only">Version </span>{number}</span>
      <span className="flex min-w-0 flex-1 items-baseline gap-2">
        <span className="truncate font-medium" title={name}>{name}</span>
        {note === '' ? null : <span className="truncate text-xs text-ink-faint">{note}</span>}
      </span>
      {published ? <Badge tone="good">Published</Badge> : null}
      <span className="max-w-[30%] shrink-0 truncate text-right text-xs text-ink-faint" title={author}>{author}, <RelativeTime at={at} /></span>
      <span className="flex w-32 shrink-0 justify-end gap-1">
        {published || !mayPublish ? null : <Button size="small" variant="quiet" aria-label={`Publish version ${number}`} onClick={() => showVersionsDialog({ type: 'publishVersion', number })}>Publish…</Button>}
        {mayChange ? <Button size="small" variant="quiet" aria-label={`Restore version ${number}`} onClick={() => void restoreVersion(version)}>Restore</Button> : null}
      </span>
    </li>
  )
}
