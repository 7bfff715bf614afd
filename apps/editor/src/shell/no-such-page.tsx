import { EmptyState } from '../kit/index.ts'
import { PageLink } from './page-link.tsx'

/** Says that an address shows nothing, and the way on. */
export function NoSuchPage() {
  return (
    <main className="h-full">
      <EmptyState title="There is no such page" actions={<PageLink href="/" className="text-accent underline">All projects</PageLink>}>The address may have been cut off.</EmptyState>
    </main>
  )
}
