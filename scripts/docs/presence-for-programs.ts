import { LIMITS } from '@halley/model'

/** The part of docs/protocol.md about who is where. */
export function presenceForPrograms(): string {
  return `### Who is there

A channel whose *Presence* is on tells who is on it: people whose client listens there, and programs that say so. A channel is written as its topics begin, and its key goes into \`key\`; without a key it is the channel that has none, or
all keys of it. What a program may do with it is granted by the capability \`presence\`, with a pattern of the channel's topics: \`events.acme.helpdesk.room.>\`, or for one key \`events.acme.helpdesk.room.*.lobby\`.

\`\`\`text
→ presence {"channel":"events.local.helpdesk.room","key":"lobby","action":"enter","data":{"status":"thinking"}}
← {"ok":true,"members":[{"id":"m-Zw…","userId":"program/bot","name":"Program bot","roles":[],"since":"2026-01-30T10:00:00.000Z","keys":["lobby"],"data":{"status":"thinking"}}],"count":1,"seq":4,"me":"m-Zw…"}
← presence {"channel":"events.local.helpdesk.room","key":"lobby","seq":5,"count":2,"entered":[{"id":"m-9k…","name":"Ann",…}]}
\`\`\`

1. \`enter\` comes to the place, \`update\` says something else of the program in \`data\` (${LIMITS.presenceDataBytes} bytes of JSON at most), \`leave\` goes. \`watch\` and \`unwatch\` look without being seen. Each reply is the whole list, and its \`seq\`.
2. Changes follow as pushes, several at once: \`entered\` and \`updated\` members by their \`id\`, and the \`left\` ids. Each has one \`seq\` more than the one before. Pass over one whose \`seq\` you have already. When one is missing,
   or you know no list yet, ask with \`watch\` (or \`enter\` again, where you are).
3. A push or reply with \`members\` is the whole list. It is null when more than ${LIMITS.presenceMembers} are there: then only \`count\` is told. The server sends the whole after a time in which the connection was read too slowly.
4. After a cut, \`enter\` again on the new connection, with the same \`client\` in \`auth\`: it is the same \`id\`, and within 15 seconds nobody saw it leave. Who leaves the namespace on purpose has left at once.
5. One connection is at ${LIMITS.presencePlaces} places at most.`
}
