/** One WebSocket text frame of a transcript: what the client sends, or what it gets; `…` is what differs from one time to the next. */
export type TranscriptFrame = { readonly from: 'client' | 'server'; readonly text: string }

const client = (text: string): TranscriptFrame => ({ from: 'client', text })
const server = (text: string): TranscriptFrame => ({ from: 'server', text })

/** A connection to `/events` from its first frame to its last, which an integration test plays over a bare WebSocket. */
export const eventsTranscript: readonly TranscriptFrame[] = [
  server('0{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":…}'),
  client('40/events,{"protocol":1,"client":"shop"}'),
  server('40/events,{"sid":"…"}'),
  client('42/events,1["subscribe",{"pattern":"events.local.outside.>"}]'),
  server('43/events,1[{"ok":true,"id":"…","ids":["…"],"position":{"epoch":"…","seq":0},"replayed":0,"truncated":false}]'),
  client('42/events,2["publish",{"topic":"events.local.outside.orders.placed.o_1","data":{"number":1},"id":"order-1"}]'),
  server('42/events,["event",{"seq":1,"prev":0,"subs":["…"],"topic":"events.local.outside.orders.placed.o_1","id":"order-1","time":"…","source":"program/shop","type":"placed","data":{"number":1}}]'),
  server('43/events,2[{"ok":true,"seq":1,"epoch":"…","id":"order-1","duplicate":false,"matched":1}]'),
  client('42/events,3["subscribe",{"pattern":"events.local.outside.order*"}]'),
  server('43/events,3[{"ok":false,"error":{"code":"topic_invalid","message":"…","token":"order*","tokenIndex":3}}]'),
  client('42/events,4["ping",{}]'),
  server('43/events,4[{"ok":true,"at":…,"position":{"epoch":"…","seq":1}}]'),
  client('41/events,'),
]

/** A handshake that is refused. */
export const refusedTranscript: readonly TranscriptFrame[] = [
  server('0{…}'),
  client('40/events,{"protocol":2}'),
  server('44/events,{"message":"…","data":{"code":"wire/protocol","message":"…","limit":1,"value":2}}'),
]

/** What keeps a connection alive: the server asks, the client answers. */
export const keepAliveTranscript: readonly TranscriptFrame[] = [server('0{…}'), server('2'), client('3'), server('2'), client('3')]

/** The transcript as a page shows it. */
export function transcriptText(frames: readonly TranscriptFrame[]): string {
  return frames.map(({ from, text }) => `${from === 'client' ? '→' : '←'} ${text}`).join('\n')
}
