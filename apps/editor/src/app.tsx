import { lazy, Suspense } from 'react'
import { Toaster } from 'sonner'
import { TooltipProvider } from './kit/index.ts'
import { FailureBoundary } from './shell/failure-boundary.tsx'
import { NoSuchPage } from './shell/no-such-page.tsx'
import { OpeningPage } from './shell/opening-page.tsx'
import { useRoute, type Route } from './shell/router.ts'
import { StartPage } from './start-page/start-page.tsx'
import { useShownTheme } from './theme/follow-theme.ts'

// The start page is there at once; canvas and code fields come when a project is opened.
const EditorPage = lazy(async () => ({ default: (await import('./shell/editor-page.tsx')).EditorPage }))
// Only at its own address: npm run bench measures the canvas there, without a server.
const CanvasBenchPage = lazy(async () => ({ default: (await import('./canvas/bench-page.tsx')).CanvasBenchPage }))

/** The whole page: what the address names, and what floats above it. */
export function App() {
  const route = useRoute()
  const theme = useShownTheme()
  return (
    <TooltipProvider>
      <FailureBoundary part="This page">
        <Suspense fallback={<OpeningPage />}><Page route={route} /></Suspense>
      </FailureBoundary>
      <Toaster theme={theme} position="bottom-left" gap={8} toastOptions={{ className: 'kit-toast' }} />
    </TooltipProvider>
  )
}

function Page({ route }: { readonly route: Route }) {
  switch (route.type) {
    case 'start': return <StartPage />
    case 'project': return <EditorPage key={route.projectId} projectId={route.projectId} />
    case 'unknown': return location.pathname === '/bench/canvas' ? <CanvasBenchPage /> : <NoSuchPage />
  }
}
