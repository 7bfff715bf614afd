export type Example = { readonly id: string; readonly name: string; readonly text: string; readonly hue: number }

/** The examples that come with every server, by the id they are stored under, in the order they are shown. */
export const examples: readonly Example[] = [
  { id: 'helpdesk-escalation', name: 'Helpdesk escalation', text: 'A customer files an urgent ticket; the officer on duty sees it at once.', hue: 0 },
  { id: 'chat-room', name: 'Chat room', text: 'What one says is seen by all in the room, and kept.', hue: 4 },
  { id: 'live-dashboard', name: 'Live dashboard', text: 'Numbers and a curve that keep themselves up to date.', hue: 1 },
  { id: 'order-tracking', name: 'Order tracking', text: 'One order followed by its key; programs move it over HTTP.', hue: 3 },
  { id: 'live-auction', name: 'Live auction', text: 'Bids seen by all in the same moment; who is outbid is told.', hue: 2 },
  { id: 'assistant', name: 'Assistant', text: 'A room that lasts, with an agent whose answers stream in.', hue: 8 },
  { id: 'streaming-assistant', name: 'Streaming assistant', text: 'An answer that appears while it is being written.', hue: 6 },
]
