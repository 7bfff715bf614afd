import type { NewWidget, Widget, WidgetKind } from '@halley/model'

/** What each kind of widget is called. */
export const widgetLabels: Readonly<Record<WidgetKind, string>> = {
  heading: 'Heading', text: 'Text', image: 'Image', divider: 'Divider', input: 'Input', button: 'Button', table: 'Table', repeater: 'Repeater', chart: 'Chart', progress: 'Progress bar', badge: 'Badge', streamText: 'Stream text', presence: 'Presence list',
  inbox: 'Inbox', roomMessages: 'Room messages', roomComposer: 'Room composer', roomParticipants: 'Room participants',
  group: 'Group', columns: 'Columns', conditional: 'Conditional',
}

/** What each kind of widget is for. */
export const widgetHelps: Readonly<Record<WidgetKind, string>> = {
  heading: 'A title, or the heading of a part.', text: 'Words and values, also with Markdown.', image: 'A picture from an address.', divider: 'A line between two parts.',
  input: 'People enter a value here; it is kept in the data that it is for.', button: 'People press it: it leaves the screen by an exit of its own, or does something and stays.',
  table: 'The rows of a list in columns.', repeater: 'What is inside once for each row of a list.', chart: 'The rows of a list as lines or bars.', progress: 'How far something has come.', badge: 'A value in a coloured field, such as a state.',
  streamText: 'A text that grows while it streams in.', presence: 'Who is on a channel now.', inbox: 'The notifications of who uses the app, the newest first.',
  roomMessages: 'The conversation of a room, live, with what is new marked.', roomComposer: 'Where people write into a room; @ mentions somebody.', roomParticipants: 'Who is in a room, who is here now and who types.',
  group: 'Parts with a title around them.', columns: 'Parts beside each other.', conditional: 'What is inside is shown only if a condition holds.',
}

/** The palette: kinds of widgets that belong together. */
export const widgetGroups: readonly { readonly label: string; readonly kinds: readonly WidgetKind[] }[] = [
  { label: 'Text and pictures', kinds: ['heading', 'text', 'streamText', 'image', 'divider'] },
  { label: 'What people do', kinds: ['input', 'button'] },
  { label: 'Data', kinds: ['table', 'repeater', 'chart', 'progress', 'badge', 'presence'] },
  { label: 'Rooms and notifications', kinds: ['roomMessages', 'roomComposer', 'roomParticipants', 'inbox'] },
  { label: 'Layout', kinds: ['group', 'columns', 'conditional'] },
]

/** The type under which a widget of the palette, or one that is moved, is dragged. */
export const WIDGET_DRAG_TYPE = 'application/x-halley-widget'

/** A widget of a kind as it is when it has just been added. A button that stands in every row is quiet, and no input keeps it from doing what it is for. */
export function freshWidget(kind: WidgetKind, { isInRows = false, room = { roomId: null, key: '' } }: { readonly isInRows?: boolean; /** The room that it shows. */ readonly room?: { readonly roomId: string | null; readonly key: string } } = {}): NewWidget {
  switch (kind) {
    case 'heading': return { kind, level: 1, text: 'Heading' }
    case 'text': return { kind, text: 'Text' }
    case 'input': return { kind, label: 'Input', target: null, required: false, placeholder: '', multiline: false }
    case 'button': return isInRows ? { kind, label: 'Open', tone: 'plain', action: { type: 'exit' }, storesInputs: false } : { kind, label: 'Continue', tone: 'primary', action: { type: 'exit' }, storesInputs: true }
    case 'table': return { kind, source: '', columns: {}, emptyText: 'Nothing here yet.' }
    case 'repeater': return { kind, source: '', layout: 'list', emptyText: 'Nothing here yet.' }
    case 'image': return { kind, url: '', alt: '', width: 'medium' }
    case 'divider': return { kind }
    case 'group': return { kind, title: 'Group' }
    case 'columns': return { kind, count: 2 }
    case 'conditional': return { kind, when: '' }
    case 'progress': return { kind, label: 'Progress', value: '', max: '100' }
    case 'badge': return { kind, value: '', tone: 'neutral' }
    case 'streamText': return { kind, source: '', format: 'plain', placeholder: 'Nothing yet.', canStop: true }
    case 'presence': return { kind, channelId: null, key: '', layout: 'avatars', emptyText: 'Nobody is here.', most: 8 }
    case 'inbox': return { kind, most: 20, emptyText: 'No notifications.' }
    case 'roomMessages': return { kind, ...room, emptyText: 'Nobody has written anything yet.', canStop: true }
    case 'roomComposer': return { kind, ...room, placeholder: 'Write a message' }
    case 'roomParticipants': return { kind, ...room, layout: 'avatars' }
    case 'chart': return { kind, chart: 'line', title: 'Chart', source: '', label: '', series: {}, emptyText: 'Nothing here yet.' }
  }
}

/** What a widget says, for the outline: its text, or its kind when it says nothing. */
export function widgetName(widget: Widget): string {
  const line = wordsOf(widget).replace(/\s+/g, ' ').trim()
  return line === '' ? widgetLabels[widget.kind] : line.slice(0, 60)
}

function wordsOf(widget: Widget): string {
  switch (widget.kind) {
    case 'heading':
    case 'text': return widget.text
    case 'input':
    case 'button': return widget.label
    case 'table':
    case 'streamText':
    case 'repeater': return widget.source
    case 'chart': return widget.title === '' ? widget.source : widget.title
    case 'image': return widget.alt === '' ? widget.url : widget.alt
    case 'group': return widget.title
    case 'columns': return `${widget.count} columns`
    case 'conditional': return widget.when === '' ? '' : `If ${widget.when}`
    case 'progress': return widget.label === '' ? widget.value : widget.label
    case 'badge': return widget.value
    case 'presence': return widget.key === '' ? '' : `Who is on ${widget.key}`
    case 'roomMessages': return widget.key === '' ? '' : `What is said in ${widget.key}`
    case 'roomComposer': return widget.key === '' ? '' : `Write in ${widget.key}`
    case 'roomParticipants': return widget.key === '' ? '' : `Who is in ${widget.key}`
    case 'inbox':
    case 'divider': return ''
  }
}

export function isWidgetKind(text: string): text is WidgetKind {
  return Object.hasOwn(widgetLabels, text)
}
