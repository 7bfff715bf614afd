import { lazy, Suspense, useEffect } from 'react'
import { Toaster } from 'sonner'
import { AccountGate } from './account/account-gate.tsx'
import { followAccount } from './account/account-store.ts'
import { TooltipProvider } from './kit/index.ts'
import { FailureBoundary } from './shell/failure-boundary.tsx'
import { NoSuchPage } from './shell/no-such-page.tsx'
import { OpeningPage } from './shell/opening-page.tsx'
import { useRoute, type Route } from './shell/router.ts'
import { StartPage } from './start-page/start-page.tsx'
import { useShownTheme } from './theme/follow-theme.ts'

// The start page is there at once; canvas and code fields come when a project is opened.
const EditorPage = lazy(async () => ({ default: (await import('./shell/editor-page.tsx')).EditorPage }))
const AccountSectionPage = lazy(async () => ({ default: (await import('./account/account-section-page.tsx')).AccountSectionPage }))
// Only at its own address: npm run bench measures the canvas there, without a server.
const CanvasBenchPage = lazy(async () => ({ default: (await import('./canvas/bench-page.tsx')).CanvasBenchPage }))

/** The whole page: what the address names, and what floats above it. */
export function App() {
  const route = useRoute()
  const theme = useShownTheme()
  useEffect(() => (isBench() ? undefined : followAccount()), [])
  return (
    <TooltipProvider>
      <FailureBoundary part="This page">
        <Suspense fallback={<OpeningPage />}>{isBench() ? <CanvasBenchPage /> : <AccountGate route={route}><Page route={route} /></AccountGate>}</Suspense>
      </FailureBoundary>
      <Toaster theme={theme} position="bottom-left" gap={8} toastOptions={{ className: 'kit-toast' }} />
    </TooltipProvider>
  )
}

// Its page is measured without a server, which could say who is here.
function isBench(): boolean {
  return location.pathname === '/bench/canvas'
}

function Page({ route }: { readonly route: Route }) {
  switch (route.type) {
    case 'start': return <StartPage />
    case 'project': return <EditorPage key={route.projectId} projectId={route.projectId} />
    case 'account': return <AccountSectionPage page={route.page} />
    case 'unknown': return <NoSuchPage />
  }
}
