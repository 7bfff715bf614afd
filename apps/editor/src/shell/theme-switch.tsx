import { Monitor, Moon, Sun } from 'lucide-react'
import { IconButton, Menu } from '../kit/index.ts'
import { useView } from '../stores/view-store.ts'
import { setTheme } from '../theme/follow-theme.ts'

/** The themes for choosing one. */
export const themes = [
  { theme: 'light', label: 'Light', icon: <Sun /> },
  { theme: 'dark', label: 'Dark', icon: <Moon /> },
  { theme: 'system', label: 'As the system', icon: <Monitor /> },
] as const

/** Chooses the theme. */
export function ThemeSwitch() {
  const chosen = useView((view) => view.theme)
  const icon = themes.find(({ theme }) => theme === chosen)?.icon
  return (
    <Menu
      align="end"
      trigger={<IconButton label="Theme" icon={icon} />}
      entries={themes.map(({ theme, label, icon: itsIcon }) => ({ type: 'item', id: theme, label, icon: itsIcon, checked: theme === chosen, onSelect: () => setTheme(theme) }))}
    />
  )
}
