import type { PersonaReach } from '@halley/protocol'
import { Mail, MonitorCheck, Smartphone, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton, Menu, type MenuEntry } from '../kit/index.ts'
import { editorConnection } from '../sync/open-project.ts'
import { setReach } from './reach-store.ts'

const ways: readonly { readonly reach: PersonaReach; readonly label: string; readonly icon: ReactNode }[] = [
  { reach: 'online', label: 'Online', icon: <MonitorCheck /> },
  { reach: 'push', label: 'Push only', icon: <Smartphone /> },
  { reach: 'email', label: 'E-mail only', icon: <Mail /> },
  { reach: 'offline', label: 'Offline', icon: <WifiOff /> },
]

/** The lines of a menu in which one chooses how a persona can be reached. */
export function reachEntries(personaId: string, reach: PersonaReach): MenuEntry[] {
  return ways.map((way) => ({ type: 'item', id: way.reach, label: way.label, icon: way.icon, checked: way.reach === reach, onSelect: () => void setReach(editorConnection(), personaId, way.reach) }))
}

/** How a persona can be reached: in the app, or only by what is sent after them. In a narrow client it is in the menu of the client alone, until they are away. */
export function ReachMenu({ personaId, name, reach }: { readonly personaId: string; readonly name: string; readonly reach: PersonaReach }) {
  const now = ways.find((way) => way.reach === reach)
  const entries: MenuEntry[] = [{ type: 'heading', id: 'heading', label: `${name} can be reached` }, ...reachEntries(personaId, reach)]
  return <Menu align="end" entries={entries} trigger={<IconButton size="small" label={`How ${name} can be reached: ${now?.label ?? ''}`} icon={now?.icon} className={reach === 'online' ? '@max-[250px]:hidden' : 'text-accent!'} />} />
}
