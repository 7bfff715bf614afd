import type { FlowType, TreeName } from '@halley/model'
import { AtSign, Bell, Folder, FolderOpen, List, Mail, MessagesSquare, Navigation, Plug, Radio, Tags, User, Webhook, Workflow, Zap, type LucideIcon } from 'lucide-react'

const treeIcons: Readonly<Record<TreeName, LucideIcon>> = { flows: Workflow, messages: Mail, channels: Radio, fields: AtSign, lists: List, choices: Tags, navigation: Navigation, personas: User, connections: Plug, rules: Bell, rooms: MessagesSquare }
const flowIcons: Readonly<Record<FlowType, LucideIcon>> = { flowchart: Workflow, action: Zap, endpoint: Webhook }

export type ResourceIconProps = { readonly tree: TreeName; readonly flowType?: FlowType | null; readonly hue?: number | null; readonly folder?: 'open' | 'closed' }

/** The icon of a kind of resource; a message wears its hue, an action flowchart the lightning bolt. Silent to screen readers. */
export function ResourceIcon({ tree, flowType, hue, folder }: ResourceIconProps) {
  const Icon = folder !== undefined ? (folder === 'open' ? FolderOpen : Folder) : flowType != null ? flowIcons[flowType] : treeIcons[tree]
  return <Icon size={15} strokeWidth={1.75} aria-hidden="true" className="resource-icon" style={hue == null ? undefined : { color: `var(--hue-${hue})` }} />
}
