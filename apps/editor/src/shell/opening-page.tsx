import { HalleyMark } from './halley-mark.tsx'

/** While a page is on its way. */
export function OpeningPage() {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-3" aria-busy="true">
      <HalleyMark className="size-10" />
      <p role="status" className="text-sm text-ink-faint">Opening…</p>
    </main>
  )
}
