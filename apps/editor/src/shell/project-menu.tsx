import { ChevronDown, Globe, History, Keyboard, House, Pencil } from 'lucide-react'
import { useMay } from '../account/account-store.ts'
import { IconButton, Menu, whenMenuIsGone } from '../kit/index.ts'
import { exportEntries } from '../start-page/export-entries.tsx'
import { useProject } from '../stores/project-store.ts'
import { runCommand } from './commands.ts'
import { navigate } from './router.ts'

/** What can be done with the project as a whole. */
export function ProjectMenu({ onRename }: { /** Null for who may not. */ readonly onRename: (() => void) | null }) {
  const mayPublish = useMay('project/publish')
  const [id, name] = [useProject((project) => project.id), useProject((project) => project.name)]
  return (
    <Menu
      trigger={<IconButton label="Project" size="small" icon={<ChevronDown />} />}
      entries={[
        // After the menu has given the focus back, which would take it from the field again.
        ...(onRename === null ? [] : [{ type: 'item' as const, id: 'rename', label: 'Rename', icon: <Pencil />, onSelect: () => setTimeout(onRename, 0) }]),
        exportEntries({ id, name }, () => runCommand('project.export')),
        { type: 'separator', id: 'before-versions' },
        ...(mayPublish ? [{ type: 'item' as const, id: 'publish', label: 'Publish…', icon: <Globe />, onSelect: () => whenMenuIsGone(() => runCommand('project.publish')) }] : []),
        { type: 'item', id: 'versions', label: 'Versions', icon: <History />, onSelect: () => runCommand('view.versions') },
        { type: 'separator', id: 'before-all' },
        { type: 'item', id: 'keys', label: 'Keyboard shortcuts', icon: <Keyboard />, shortcut: '?', onSelect: () => runCommand('view.keys') },
        { type: 'item', id: 'all', label: 'All projects', icon: <House />, onSelect: () => navigate('/') },
      ]}
    />
  )
}
