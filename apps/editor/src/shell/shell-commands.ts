import { mayNow } from '../account/account-store.ts'
import { redo, projectStore, undo } from '../stores/project-store.ts'
import { closeTab, showTab, showDock, tabKey, viewStore } from '../stores/view-store.ts'
import { setTheme } from '../theme/follow-theme.ts'
import { createNew } from './create-new.ts'
import { openKeys, openPalette } from './command-palette-store.ts'
import { registerCommands } from './commands.ts'
import { downloadProject } from '../start-page/project-files.ts'
import { togglePane, togglePreviewWide } from './layout-store.ts'
import { navigate } from './router.ts'
import { run, runFlow } from './run.ts'
import { walkPanes } from './walk-panes.ts'
import { showVersionsDialog, versionsStore } from '../versions/versions-store.ts'

/** Puts in the commands of the shell itself; returns what takes them out. */
export function registerShellCommands(): () => void {
  return registerCommands([
    { id: 'edit.undo', changes: true, title: 'Undo', group: 'Edit', shortcut: 'Mod+Z', alsoShortcuts: ['Z'], run: undo, when: () => projectStore.getState().undoLabel !== null },
    { id: 'edit.redo', changes: true, title: 'Redo', group: 'Edit', shortcut: 'Shift+Mod+Z', alsoShortcuts: ['Shift+Z', 'Mod+Y'], run: redo, when: () => projectStore.getState().redoLabel !== null },
    { id: 'run.flow', title: 'Run', group: 'Run', shortcut: 'Mod+Enter', inTextFields: true, keywords: ['play', 'start', 'preview', 'flowchart'], run: () => runFlow(shownFlow()) },
    { id: 'run.home', title: 'Run from Home', group: 'Run', run },
    { id: 'new.message', changes: true, title: 'New message', group: 'New', keywords: ['create', 'comet'], run: () => createNew('messages') },
    { id: 'new.flowchart', changes: true, title: 'New flowchart', group: 'New', keywords: ['create', 'flow'], run: () => createNew('flows') },
    { id: 'new.action', changes: true, title: 'New action flowchart', group: 'New', keywords: ['create', 'flow'], run: () => createNew('flows', 'action') },
    { id: 'new.channel', changes: true, title: 'New channel', group: 'New', keywords: ['create', 'topic'], run: () => createNew('channels') },
    { id: 'new.field', changes: true, title: 'New field', group: 'New', keywords: ['create', 'data'], run: () => createNew('fields') },
    { id: 'new.list', changes: true, title: 'New list', group: 'New', keywords: ['create', 'data'], run: () => createNew('lists') },
    { id: 'new.storedList', changes: true, title: 'New stored list', group: 'New', keywords: ['create', 'data', 'database'], run: () => createNew('storedLists') },
    { id: 'new.endpoint', changes: true, title: 'New HTTP endpoint', group: 'New', keywords: ['create', 'http', 'webservice'], run: () => createNew('endpoints') },
    { id: 'new.connection', changes: true, title: 'New connection', group: 'New', keywords: ['create', 'http', 'secret'], run: () => createNew('connections') },
    { id: 'new.rule', changes: true, title: 'New notification rule', group: 'New', keywords: ['create', 'notify', 'push', 'mail', 'e-mail', 'inbox'], run: () => createNew('rules') },
    { id: 'new.choice', changes: true, title: 'New choice', group: 'New', keywords: ['create', 'data'], run: () => createNew('choices') },
    { id: 'new.navigation', changes: true, title: 'New navigation item', group: 'New', keywords: ['create', 'menu', 'place'], run: () => createNew('navigation') },
    { id: 'new.persona', changes: true, title: 'New persona', group: 'New', keywords: ['create', 'user', 'role'], run: () => createNew('personas') },
    { id: 'view.palette', title: 'Find or do', group: 'View', shortcut: 'Mod+K', inTextFields: true, run: openPalette },
    { id: 'view.keys', title: 'Show keys', group: 'View', shortcut: '?', keywords: ['help', 'shortcuts', 'keyboard'], run: openKeys },
    { id: 'view.resources', title: 'Show or hide resources', group: 'View', shortcut: 'Mod+B', inTextFields: true, run: () => togglePane('resources') },
    { id: 'view.properties', title: 'Show or hide properties', group: 'View', run: () => togglePane('properties') },
    { id: 'view.preview', title: 'Show or hide the preview', group: 'View', run: () => togglePane('preview') },
    { id: 'view.previewWide', title: 'Preview over the full width, or back', group: 'View', run: togglePreviewWide },
    { id: 'view.log', title: 'Open the log', group: 'View', run: () => showDock('log') },
    { id: 'view.notifications', title: 'Open the log of notifications', group: 'View', keywords: ['push', 'mail', 'e-mail', 'inbox', 'dead', 'retry'], run: () => showDock('notifications') },
    { id: 'view.problems', title: 'Open problems', group: 'View', run: () => showDock('problems') },
    { id: 'view.versions', title: 'Open versions', group: 'View', keywords: ['history', 'restore'], run: () => showDock('versions') },
    { id: 'view.closeTab', title: 'Close the tab', group: 'View', shortcut: 'Alt+W', run: closeShownTab, when: () => viewStore.getState().activeTab !== null },
    { id: 'view.nextTab', title: 'Next tab', group: 'View', shortcut: 'Alt+PageDown', inTextFields: true, run: () => walkTabs(1) },
    { id: 'view.previousTab', title: 'Previous tab', group: 'View', shortcut: 'Alt+PageUp', inTextFields: true, run: () => walkTabs(-1) },
    { id: 'view.nextPane', title: 'Go to the next pane', group: 'View', shortcut: 'F6', inTextFields: true, keywords: ['focus', 'keyboard'], run: () => walkPanes(1), when: hasNoDialog },
    { id: 'view.previousPane', title: 'Go to the pane before', group: 'View', shortcut: 'Shift+F6', inTextFields: true, keywords: ['focus', 'keyboard'], run: () => walkPanes(-1), when: hasNoDialog },
    { id: 'theme.light', title: 'Light theme', group: 'Theme', run: () => setTheme('light') },
    { id: 'theme.dark', title: 'Dark theme', group: 'Theme', run: () => setTheme('dark') },
    { id: 'theme.system', title: 'Theme as the system', group: 'Theme', run: () => setTheme('system') },
    { id: 'project.all', title: 'All projects', group: 'Project', keywords: ['home', 'start', 'open', 'examples'], run: () => navigate('/') },
    { id: 'project.publish', title: 'Publish', group: 'Project', keywords: ['deploy', 'release', 'version', 'app'], when: () => mayNow('project/publish'), run: () => showVersionsDialog({ type: 'publish' }) },
    { id: 'project.saveVersion', changes: true, title: 'Save a version', group: 'Project', keywords: ['snapshot', 'name'], run: () => showVersionsDialog({ type: 'save' }) },
    { id: 'project.openPublished', title: 'Open published app', group: 'Project', run: openPublished, when: () => publishedAddress() !== null },
    { id: 'project.export', title: 'Export the project', group: 'Project', keywords: ['download', 'file'], run: exportOpenProject },
  ])
}

function shownFlow(): string | null {
  const { activeTab } = viewStore.getState()
  return activeTab?.type === 'flow' || activeTab?.type === 'screen' ? activeTab.flowId : null
}

function closeShownTab(): void {
  const { activeTab } = viewStore.getState()
  if (activeTab !== null) closeTab(activeTab)
}

function walkTabs(by: 1 | -1): void {
  const { tabs, activeTab } = viewStore.getState()
  const at = tabs.findIndex((tab) => activeTab !== null && tabKey(tab) === tabKey(activeTab))
  const next = tabs[(at + by + tabs.length) % tabs.length]
  if (next === undefined) return
  storeWhatIsTyped()
  showTab(next)
}

/** Text fields store what was typed when they are left, and one that vanishes with its tab is not told so by the browser. */
function storeWhatIsTyped(): void {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  field.blur()
  field.focus()
}

function hasNoDialog(): boolean {
  return document.querySelector('[role="dialog"][data-state="open"]') === null
}

function exportOpenProject(): void {
  downloadProject(projectStore.getState().project)
}

function publishedAddress(): string | null {
  const { versions } = versionsStore.getState()
  return versions.type === 'there' ? (versions.published?.address ?? null) : null
}

function openPublished(): void {
  const address = publishedAddress()
  if (address !== null) window.open(address, '_blank', 'noopener')
}
