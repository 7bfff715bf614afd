import { ExternalLink } from 'lucide-react'
import { Button } from '../kit/index.ts'
import type { PublishedEntry } from './versions-api.ts'

/** Says where the app runs now, and leads there. */
export function PublishedNote({ published, onClose }: { readonly published: PublishedEntry; readonly onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-sm">Version {published.number} runs at <b className="font-medium break-all">{location.origin}{published.address}</b>. What you draw from now on changes it only when you publish again.</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        <a
          href={published.address}
          target="_blank"
          rel="noreferrer"
          // The button that had the focus is gone.
          ref={(link) => link?.focus()}
          className="inline-flex h-7 items-center gap-1.5 rounded-md bg-accent px-2.5 text-sm font-medium text-on-accent hover:bg-accent-strong"
        >
          Open published app<ExternalLink aria-hidden="true" className="size-3.5" />
        </a>
      </div>
    </div>
  )
}
