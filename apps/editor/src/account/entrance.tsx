import type { ReactNode } from 'react'
import { HalleyMark } from '../shell/halley-mark.tsx'
import { ThemeSwitch } from '../shell/theme-switch.tsx'
import { CometTrail } from '../start-page/comet-trail.tsx'

/** A page with one thing to do before anything else: a title, a sentence, and a form. */
export function Entrance({ title, children, lead }: { readonly title: string; readonly lead?: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className="relative h-full overflow-auto bg-ground">
      <title>{`${title} · Halley`}</title>
      <CometTrail />
      <div className="relative mx-auto flex min-h-full w-full max-w-[400px] flex-col px-4 pb-12">
        <header className="flex h-16 shrink-0 items-center gap-2.5">
          <HalleyMark className="size-7" />
          <span className="flex-1 text-lg font-semibold tracking-tight">Halley</span>
          <ThemeSwitch />
        </header>
        <main className="flex flex-1 flex-col justify-center gap-5">
          <div>
            <h1 className="text-xl font-semibold tracking-[-0.015em] text-balance">{title}</h1>
            {lead === undefined ? null : <div className="mt-1.5 text-base text-pretty text-ink-soft">{lead}</div>}
          </div>
          {children}
        </main>
      </div>
    </div>
  )
}

/** The frame of a form on such a page. */
export function EntranceForm({ children }: { readonly children: ReactNode }) {
  return <div className="rounded-lg border border-line bg-pane p-4 sm:p-5">{children}</div>
}
