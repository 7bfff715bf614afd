import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepPagePolicy } from '../page-policy/keep-page-policy.ts'
import { hearOtherTabs } from './other-tabs.ts'
import { appNameIn } from './app-address.ts'
import { AppPage } from './app-page.tsx'
import { appStore } from './app-store.ts'
import { followShownTheme } from './shown-theme.ts'
import './published-app.css'

keepPagePolicy()
followShownTheme()
// Whoever signs out, or in as somebody else, leaves nothing of before on the screen.
hearOtherTabs((news) => news === 'signedOut' && location.reload())

const root = document.getElementById('root')
if (root === null) throw new Error('app.html has no element "root"')
const name = appNameIn(location.pathname)
const store = appStore(name, location.search)
void store.open()
createRoot(root).render(<StrictMode><AppPage name={name} store={store} /></StrictMode>)
