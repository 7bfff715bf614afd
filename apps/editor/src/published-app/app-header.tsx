import type { AppClient, ConnectionStatus } from '@halley/client'
import { InboxBell } from '@halley/player'
import { LogOut, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { signInAddress } from './app-address.ts'
import type { AppNotices } from './app-notices.ts'
import { switchTheme, useIsDark } from './shown-theme.ts'
import { signOut } from './signed-in.ts'

const words = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' } as const

/** The strip on top: the app, who uses it, how it is connected, and light or dark. */
export function AppHeader({ title, persona, connection, isSignedIn = false, client, notices }: { readonly title: string; /** Whose notifications the bell is for; left out while nobody runs the app. */ readonly client?: AppClient; readonly notices?: AppNotices; readonly isSignedIn?: boolean; readonly persona?: { readonly name: string; /** Where another one is chosen; left out where there is no other. */ readonly chooseAt?: string }; readonly connection?: ConnectionStatus }) {
  const isDark = useIsDark()
  return (
    <header className="app-header">
      <span className="app-title">{title}</span>
      {persona === undefined ? null : (
        <span className="app-who">
          {persona.name}
          {persona.chooseAt === undefined ? null : <a href={persona.chooseAt}>Change</a>}
        </span>
      )}
      {connection === undefined ? null : (
        <span className="app-connection" data-state={connection.state}><span aria-hidden="true" className="app-dot" />{words[connection.state]}</span>
      )}
      {client === undefined ? null : <InboxBell client={client} {...(notices !== undefined && { onSettings: () => notices.shown.patch({ settings: true }) })} />}
      {isSignedIn ? <SignOutButton notices={notices} /> : null}
      <button type="button" className="app-theme" aria-label={isDark ? 'Light colours' : 'Dark colours'} title={isDark ? 'Light colours' : 'Dark colours'} onClick={switchTheme}>
        {isDark ? <Sun aria-hidden="true" size={16} /> : <Moon aria-hidden="true" size={16} />}
      </button>
    </header>
  )
}

function SignOutButton({ notices }: { readonly notices: AppNotices | undefined }) {
  const [hasFailed, setFailed] = useState(false)
  const leave = async () => {
    try {
      // Who comes next is not to see what this person is notified of.
      await notices?.forgetDevice()
      await signOut()
      location.assign(signInAddress(location))
    } catch {
      setFailed(true)
    }
  }
  const label = hasFailed ? 'Still signed in: the server cannot be reached. Try again' : 'Sign out'
  return (
    <>
      {hasFailed ? <span role="alert" className="app-who">You are still signed in</span> : null}
      <button type="button" className="app-theme" aria-label={label} title={label} onClick={() => void leave()}><LogOut aria-hidden="true" size={16} /></button>
    </>
  )
}
