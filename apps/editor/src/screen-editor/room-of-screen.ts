import { widgetsAsRead, type Project, type Screen } from '@halley/model'

/** The room that a widget which is added to a screen is probably about: that of the widgets that are there, else the only one of the project. */
export function roomOfScreen(screen: Screen, rooms: Project['rooms']): { readonly roomId: string | null; readonly key: string } {
  for (const widget of widgetsAsRead(screen)) {
    if ((widget.kind === 'roomMessages' || widget.kind === 'roomComposer' || widget.kind === 'roomParticipants') && widget.roomId !== null) return { roomId: widget.roomId, key: widget.key }
  }
  const [only, ...others] = Object.keys(rooms)
  return { roomId: others.length === 0 ? (only ?? null) : null, key: '' }
}
