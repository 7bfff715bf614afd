import {
  AppWindow, ArrowLeftRight, Bell, CircleHelp, CircleStop, Clock, Compass, Database, Eraser, Globe, List, MessageCircle, MessagesSquare, Navigation, PencilLine, Play, Radio, Repeat, Reply, ScrollText, Send, Split,
  StickyNote, Users, Waves, Workflow, type LucideIcon,
} from 'lucide-react'

/** The icons that node kinds name; one not listed here is drawn as a question mark. */
const icons: Readonly<Record<string, LucideIcon>> = {
  'app-window': AppWindow, 'arrow-left-right': ArrowLeftRight, bell: Bell, 'circle-help': CircleHelp, 'circle-stop': CircleStop, clock: Clock, compass: Compass, database: Database,
  eraser: Eraser, globe: Globe, list: List, 'message-circle': MessageCircle, 'messages-square': MessagesSquare, navigation: Navigation, 'pencil-line': PencilLine, play: Play, radio: Radio, repeat: Repeat, reply: Reply,
  'scroll-text': ScrollText, send: Send, split: Split, 'sticky-note': StickyNote, users: Users, waves: Waves, workflow: Workflow,
}

/** A node kind's icon by its lucide name. */
export function KindIcon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  if (name === 'comet') return <CometIcon size={size} />
  const Icon = icons[name] ?? CircleHelp
  return <Icon size={size} aria-hidden="true" strokeWidth={1.75} />
}

/** Is there an icon of this name? A test asks for every kind. */
export function hasIcon(name: string): boolean {
  return name === 'comet' || name in icons
}

/** A head with three tails: the sign of comet messages. */
function CometIcon({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" aria-hidden="true">
      <circle cx="16.5" cy="16.5" r="4" fill="currentColor" stroke="none" />
      <path d="M3 3l9.5 9.5M9 3.5l7 7M3.500 9l7 7" />
    </svg>
  )
}
