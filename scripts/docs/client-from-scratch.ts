import { DEFAULT_BUS_LIMITS, MAX_RESUMED_EVENTS } from '@halley/bus'
import { LIMITS } from '@halley/model'
import { eventsTranscript, keepAliveTranscript, refusedTranscript, transcriptText, type TranscriptFrame } from './events-transcript.ts'

/** How `/events` is spoken, byte by byte and rule by rule, for who writes a client in another language. */
export function clientFromScratch(): string {
  const held = `${DEFAULT_BUS_LIMITS.maxEvents.toLocaleString('en')} events, ${DEFAULT_BUS_LIMITS.maxAgeMs / 1_000} s and ${DEFAULT_BUS_LIMITS.maxBytes / 1024 / 1024} MiB`
  return `## Writing a client for \`/events\`

With a Socket.IO client library of protocol 5 (Socket.IO 3 and 4, python-socketio 5, socket.io-client-java 2, …) there is little to do: connect to the namespace
\`/events\` with \`auth\`, emit with an acknowledgement, and listen to \`event\` and \`notice\`. Without one, this is all:

### Bytes

1. Open a WebSocket to \`ws://HOST/socket.io/?EIO=4&transport=websocket\`. Only text frames are used, one packet in each; binary packets are refused. The status 503 with
   \`Retry-After\` means that too many connect at this moment.
2. The server's first packet is \`0{…}\` (Engine.IO *open*). \`pingInterval\` and \`pingTimeout\` are milliseconds.
3. Send \`40/events,{"protocol":1}\` (*connect* to the namespace) with the handshake \`auth\` as JSON: \`token\` where the server has accounts, \`client\` to be known again after a
   reconnection. It is answered with \`40/events,{"sid":"…"}\`, or with \`44/events,{"message":"…","data":{"code":…}}\`: connecting again with the same \`auth\` would be refused again, unless
   the code is \`unavailable\` or \`rate_limited\`. Who sends nothing within 10 s is disconnected.
4. A request is \`42/events,N["name",{…}]\`. \`N\` is a number of your choice that no open request has; its acknowledgement is \`43/events,N[{…}]\`, whose one element is \`{"ok":true,…}\` or
   \`{"ok":false,"error":{"code":…,"message":…}}\`. Without \`N\`, the request is carried out unanswered.
5. A push is \`42/events,["name",{…}]\`.
6. The packet \`2\` is a ping of the server: answer \`3\` at once. Nothing from the server for \`pingInterval + pingTimeout\` means that the connection is gone.
7. \`41/events,\` leaves the namespace; who enters no other within 10 s is disconnected. The server sends it when it ends the connection.

A whole connection, as an integration test plays it (\`→\` the client, \`←\` the server, \`…\` what differs each time):

${fenced(eventsTranscript)}

Refused, and kept alive:

${fenced(refusedTranscript)}

${fenced(keepAliveTranscript)}

Over HTTP polling (\`transport=polling\`) the same packets travel in the bodies of GET and POST with \`&sid=…\`, several separated by the character U+001E.

### Order

- Live events of a connection rise in \`seq\`. Each carries \`prev\`: the \`seq\` of the live event before it on this connection, 0 when there was none, or the place that a resume named.
- An event that several of your subscriptions match comes once, with all their ids in \`subs\`.
- The acknowledgement of \`subscribe\` comes after every event of before, and before all that it asks for: first \`replayed\` events with \`"replay":true\`, which rise among themselves and may be older
  than what came already, then live ones, which are all after \`position\`.
- The acknowledgement of \`ping\` comes after every event up to its \`position\`.
- The acknowledgement of \`publish\` and the event itself may come in either order.
- Publishes on one connection are accepted in the order in which they are sent.

### Never losing anything

Keep for each subscription \`reached\` (\`epoch\` and \`seq\`), and for the connection \`highest\`, 0 on each new one.

1. The acknowledgement of the first \`subscribe\` of a connection: \`highest\` is its \`position.seq\` when \`replayed\` is 0; at a resume, at least the \`seq\` that was asked for.
2. A subscription that has nothing replayed to come has reached \`position\`; otherwise it has when the last of the \`replayed\` events is there.
3. An event without \`replay\` whose \`prev\` is above \`highest\`: something is missing before it. Do not hand it on; close the connection and go to 7.
4. Else \`highest\` is the larger of itself and \`seq\`. Hand the event to each subscription in \`subs\` that has not reached \`seq\` yet; each then has reached it.
5. The notice \`dropped\`: the server left out \`count\` events here on purpose, because the connection was read too slowly. \`highest\` is at least its \`seq\`. Tell the user of it.
6. The acknowledgement of \`ping\`, while no \`subscribe\` is open: \`highest\` is at least \`position.seq\`. Send one every few seconds: a quiet subscription keeps a place that the log still holds.
7. After a cut, each subscription that had nothing replayed to come has reached \`highest\`, if that is more. Connect again, waiting longer each time (1 s, 2 s, 4 s, … at most 30 s, each times a random number from 0.5 to 1.5).
   Subscribe with \`{"pattern":[…],"from":{"type":"resume","epoch":…,"seq":…}}\`: those that reached the same place in one request, so that each event comes once.
8. \`recovered: true\`: everything that was missed follows as replay. \`recovered: false\`: nothing of it does, and live events begin at \`position\`. Tell the user, and load the state anew. The \`reason\` is \`epoch_changed\` (the log
   was begun anew, or the server crashed before it had kept the last that you got), \`expired\` (no longer held) or \`too_many\` (more than ${MAX_RESUMED_EVENTS.toLocaleString('en')} events). It is all or nothing, and permissions are checked anew.
9. The notice \`subscription_ended\`: forget the subscriptions in \`subs\` and do not resume them; their channel is for other roles now. So is one whose resume is refused with \`forbidden\`. Tell the user. After \`channel_closed\`, the subscriptions in \`subs\` stay, without
   the events of \`topic\`; after \`channel_opened\` they come again, and none that were published between the two.

The log of an organisation holds ${held}, whichever bound is met first, also over restarts. \`from\` \`last\` and \`time\` reach back behind it to what channels keep for late joiners; \`truncated\` then says that there may have been more.

For publishing: give each an \`id\` of its own. When no acknowledgement came, or the code is \`unavailable\`, \`wire/timeout\` or \`rate_limited\`, send the same with the same \`id\` again, over a new connection if need be, with the same \`client\` in
\`auth\`. Within ${DEFAULT_BUS_LIMITS.duplicateWindowMs / 60_000} minutes it is taken once: the first answer comes again with \`duplicate: true\`. Send the next one when the one before is acknowledged, so that their order stays.

### The past

\`history\` gives pages, newest first, of what the log and channels still hold; see the table above. It needs no subscription. With a \`publicKey\`, the answer has the \`keys\` of its encrypted events. Texts that grow come as \`stream\`, who is there as \`presence\`, keys of what is encrypted as \`key\`: a client that
knows only events can let them pass, since the whole text is an event, too.

### Texts that grow

For each \`id\` keep a text. \`open\` and \`update\` set it; \`append\` puts its \`text\` at \`index\` (UTF-16 code units: what lies before it is there already, and if it is not, subscribe again and get an \`update\`). \`complete\`, \`cancelled\`
and \`failed\` end it. After a cut, subscribe again: streams that still run begin with an \`update\`; one of which nothing comes before the answer to a \`ping\` sent after it has ended, and when it ended well, its event is among those that are resumed.

### Limits

A frame has at most ${LIMITS.frameBytes / 1024} KiB, the data of an event ${LIMITS.messageDataBytes / 1024} KiB, JSON ${LIMITS.jsonDepth} levels. Of live events, at most 1 MiB or 10 s wait to be read; then the channel's policy says what happens: the newest only, the oldest
dropped (both with a \`dropped\` notice), or the connection is ended, to be resumed. 50 publishes a second on one channel, with the notice \`rate_warning\` before, and 500 of an organisation; who makes more than 500 requests a second is disconnected.`
}

function fenced(frames: readonly TranscriptFrame[]): string {
  return `\`\`\`text\n${transcriptText(frames)}\n\`\`\``
}
