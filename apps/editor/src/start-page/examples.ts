/** The examples that come with every server, by the id they are stored under, in the order they are shown. */
export const examples: readonly { readonly id: string; readonly name: string; readonly text: string; readonly hue: number }[] = [
  { id: 'helpdesk-escalation', name: 'Helpdesk escalation', text: 'A customer files an urgent ticket; the officer on duty sees it at once.', hue: 0 },
  { id: 'chat-room', name: 'Chat room', text: 'What one says is on everybody’s screen, and is kept.', hue: 4 },
  { id: 'live-dashboard', name: 'Live dashboard', text: 'Numbers that keep themselves up to date on every screen.', hue: 1 },
  { id: 'order-tracking', name: 'Order tracking', text: 'A progress bar that follows one order, by its key.', hue: 3 },
  { id: 'live-auction', name: 'Live auction', text: 'Bids seen by all bidders in the same moment.', hue: 2 },
  { id: 'streaming-assistant', name: 'Streaming assistant', text: 'An answer that appears while it is being written.', hue: 6 },
]
