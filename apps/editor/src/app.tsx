import { Toaster } from 'sonner'
import { TooltipProvider } from './kit/index.ts'
import { EditorPage } from './shell/editor-page.tsx'
import { NoSuchPage } from './shell/no-such-page.tsx'
import { useRoute } from './shell/router.ts'
import { StartPage } from './start-page/start-page.tsx'
import { useShownTheme } from './theme/follow-theme.ts'

/** The whole page: what the address names, and what floats above it. */
export function App() {
  const route = useRoute()
  const theme = useShownTheme()
  return (
    <TooltipProvider>
      {route.type === 'start' ? <StartPage /> : route.type === 'project' ? <EditorPage key={route.projectId} projectId={route.projectId} /> : <NoSuchPage />}
      <Toaster theme={theme} position="bottom-left" gap={8} toastOptions={{ className: 'kit-toast' }} />
    </TooltipProvider>
  )
}
