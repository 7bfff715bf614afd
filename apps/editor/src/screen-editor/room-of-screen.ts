import { widgetsAsRead, type Project, type Screen, type Widget } from '@halley/model'

/** A widget that shows a room. */
export type RoomWidget = Extract<Widget, { kind: 'roomMessages' | 'roomComposer' | 'roomParticipants' }>

/** Is a widget one that shows a room? */
export function isRoomWidget(widget: Widget): widget is RoomWidget {
  return widget.kind === 'roomMessages' || widget.kind === 'roomComposer' || widget.kind === 'roomParticipants'
}

/** The room that a widget which is added to a screen is probably about: that of the widgets that are there, else the only one of the project. */
export function roomOfScreen(screen: Screen, rooms: Project['rooms']): { readonly roomId: string | null; readonly key: string } {
  const shown = widgetsAsRead(screen).find((widget) => isRoomWidget(widget) && widget.roomId !== null)
  if (shown !== undefined && isRoomWidget(shown) && shown.roomId !== null) return { roomId: shown.roomId, key: keyOnScreen(screen, shown.roomId) }
  const [only, ...others] = Object.keys(rooms)
  return { roomId: others.length === 0 ? (only ?? null) : null, key: '' }
}

/** The key by which a screen shows a room, by the first widget that has one; empty where none does. */
export function keyOnScreen(screen: Screen, roomId: string): string {
  for (const widget of widgetsAsRead(screen)) if (isRoomWidget(widget) && widget.roomId === roomId && widget.key.trim() !== '') return widget.key
  return ''
}
