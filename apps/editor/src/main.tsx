import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { keepPagePolicy } from './page-policy/keep-page-policy.ts'
import { installPageWindow } from './stores/page-window.ts'
import { followTheme } from './theme/follow-theme.ts'
import './theme/theme.css'

keepPagePolicy()
followTheme()
installPageWindow(window)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element "root"')
createRoot(root).render(<StrictMode><App /></StrictMode>)
