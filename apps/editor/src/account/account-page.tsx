import type { Permission } from '@halley/protocol'
import type { ReactNode } from 'react'
import { HalleyMark } from '../shell/halley-mark.tsx'
import { PageLink } from '../shell/page-link.tsx'
import { AccountMenu } from './account-menu.tsx'
import { mayIn, useMe } from './account-store.ts'
import { useFocusNotLost } from './use-focus-not-lost.ts'

type Section = 'people' | 'tokens' | 'organisations'
const sections: readonly { readonly section: Section; readonly label: string; readonly needs: Permission | null }[] = [
  { section: 'people', label: 'People', needs: 'people/read' },
  { section: 'tokens', label: 'API tokens', needs: 'tokens/manage' },
  { section: 'organisations', label: 'Organisations', needs: null },
]

/** The frame of the pages about an organisation: where one is, the other pages, and what this one is for. */
export function AccountPage({ section, title, lead, actions, children }: { readonly section: Section; readonly title: string; readonly lead: ReactNode; readonly actions?: ReactNode; readonly children: ReactNode }) {
  const me = useMe()
  useFocusNotLost()
  return (
    <div className="h-full overflow-auto bg-ground">
      <title>{`${title} · Halley`}</title>
      <div className="mx-auto flex min-h-full max-w-[880px] flex-col px-4 pb-16 sm:px-8">
        <header className="flex h-16 shrink-0 items-center gap-2.5">
          <PageLink href="/" className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md">
            <HalleyMark className="size-7 shrink-0" />
            <span className="truncate text-base font-medium">All projects</span>
          </PageLink>
          <AccountMenu />
        </header>
        {me === null || me.mode === 'local' ? null : <nav aria-label={me.org?.name ?? 'Organisation'} className="-mx-1 mt-2 flex gap-1 overflow-x-auto border-b border-line">
          {sections.filter(({ needs }) => needs === null || mayIn(me, needs)).map(({ section: other, label }) => (
            <PageLink key={other} href={`/${other}`} aria-current={other === section ? 'page' : undefined} className="-mb-px rounded-t-md border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-ink-soft outline-offset-[-3px] hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink">{label}</PageLink>
          ))}
        </nav>}
        <main className="flex flex-col gap-8 pt-8">
          <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
            <div className="min-w-0 flex-1 basis-64">
              <h1 tabIndex={-1} className="text-xl font-semibold tracking-[-0.015em] outline-none">{title}</h1>
              <div className="mt-1 max-w-[38em] text-base text-pretty text-ink-soft">{lead}</div>
            </div>
            {actions}
          </div>
          {children}
        </main>
      </div>
    </div>
  )
}

/** A list on such a page, under its own title. */
export function AccountSection({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 text-base font-semibold">{title}</h2>
      {children}
    </section>
  )
}

/** The frame of a list. */
export const LIST_FRAME = 'divide-y divide-line overflow-hidden rounded-lg border border-line bg-pane'
