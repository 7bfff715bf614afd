import type { ReactNode } from 'react'
import { EmptyState } from '../kit/index.ts'
import { PageLink } from './page-link.tsx'

/** Says that an address shows nothing to whoever is here, why, and the way on. */
export function NoSuchPage({ children = 'The address may have been cut off.' }: { readonly children?: ReactNode }) {
  return (
    <main className="h-full">
      <EmptyState title="There is no such page" actions={<PageLink href="/" className="text-accent underline">All projects</PageLink>}>{children}</EmptyState>
    </main>
  )
}
