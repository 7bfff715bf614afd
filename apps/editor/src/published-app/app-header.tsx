import type { ConnectionStatus } from '@halley/client'
import { Moon, Sun } from 'lucide-react'
import { switchTheme, useIsDark } from './shown-theme.ts'

const words = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' } as const

/** The strip on top: the app, who uses it, how it is connected, and light or dark. */
export function AppHeader({ title, persona, connection }: { readonly title: string; readonly persona?: { readonly name: string; /** Where another one is chosen; left out where there is no other. */ readonly chooseAt?: string }; readonly connection?: ConnectionStatus }) {
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
      <button type="button" className="app-theme" aria-label={isDark ? 'Light colours' : 'Dark colours'} title={isDark ? 'Light colours' : 'Dark colours'} onClick={switchTheme}>
        {isDark ? <Sun aria-hidden="true" size={16} /> : <Moon aria-hidden="true" size={16} />}
      </button>
    </header>
  )
}
