import { DEFAULT_BUS_LIMITS } from '@halley/bus'
import { LIMITS } from '@halley/model'
import { curlExamples } from './curl-examples.ts'

/** How programs publish and read events over HTTP, with commands that an integration test runs. */
export function httpForPrograms(): string {
  return `## Events over HTTP

For programs that need no connection of their own, and for the shell. The whole of it is in \`/api/v1/openapi.json\`. Where the server has accounts, send \`Authorization: Bearer hly_…\`; a token
in the address is refused, since addresses stand in logs. Every refusal is problem details (RFC 9457) with a stable \`code\` of [error-codes.md](error-codes.md).

### \`POST /api/v1/events\`

Takes a CloudEvent 1.0 as \`application/cloudevents+json\`, one in \`ce-\` headers with JSON as its body, up to ${LIMITS.batchEvents} as \`application/cloudevents-batch+json\`, or \`{topic, data, id?, filters?, correlationid?}\` as \`application/json\`.
\`subject\` (or \`topic\`) is the topic to publish on. \`data\` is JSON. \`filters\` is one attribute: \`region=eu,priority=high\`.
The server writes \`time\`, \`type\` (the message of the model), \`org\`, \`hops\`, \`sequence\` and \`source\`: who publishes, as its grant names it, and the \`source\` that was given, behind a slash and escaped.
Sent again with the same \`source\` and \`id\` within ${DEFAULT_BUS_LIMITS.duplicateWindowMs / 60_000} minutes, it is a duplicate.

202 with \`{seq, epoch, id, duplicate, matched}\`; for a batch an array with \`ok\` in each, in order, and 207 when any was refused. 400 what cannot be read · 401 not known · 403 not granted · 413 too large · 415 another content type ·
422 not a CloudEvent, not a topic, or data that does not fit the message, with \`pointer\` · 429 too often, with \`Retry-After\` (before that, the header \`Halley-Notice: rate_warning\`) · 503 down, with \`Retry-After\`: send it again with the same \`id\`.

### \`GET /api/v1/events?topic=PATTERN&from=…\`

Server-sent events; \`topic\` may be given several times. \`from\` is \`new\` (when left out), \`earliest\`, \`last:N\`, \`seq:N\`, \`time:2026-01-31T12:00:00Z\` or \`resume:EPOCH:SEQ\`. \`last\` and \`time\` reach back behind the log to what channels keep for late joiners; all others read the log alone.
Each event is a CloudEvent as JSON in one line of \`data\`; its \`id\` is \`EPOCH:SEQ\`. A browser's \`EventSource\` and other clients send the last \`id\` as \`Last-Event-ID\` when they come again, and go on after it: everything that was missed, or nothing of it
and first \`event: notice\` with the code \`expired\`, \`epoch_changed\` or \`too_many\`. Other notices: \`truncated\` (not all that \`from\` asked for is held), \`dropped\` (read too slowly, with \`count\`), \`token_expiring\`; and, when a channel or room is for other roles than before, with its \`topic\`: \`subscription_ended\` (a \`topic\` of the address, given as \`pattern\`, that names it and may no longer; with the last of them the stream ends), \`channel_closed\` (a wildcard stays, and its events are left out from here on), \`channel_opened\` (they come again).
What is sent with Security comes as ciphertext, with \`encrypted: true\`; keys to it are given over \`/events\` alone. A text that grows comes when it is whole.
Every 25 s without events there is a comment with an \`id\` of its own, so that a quiet stream can be gone on with, too.

### \`GET /api/v1/events/history?topic=PATTERN&before=SEQ&limit=N\`

What is still held, newest first: \`{events, next}\` with at most \`limit\` CloudEvents (${LIMITS.historyPage} when left out, ${LIMITS.historyEvents} at most, less where a page would be over 1 MiB); \`next\` is \`before\` of the next page, null at the end.
It is what the log holds of any topic, and before that what channels keep for late joiners. A token needs the capability \`history\`. On \`/events\` the request \`history\` gives the same.

### \`GET /metrics\`

Figures for Prometheus, each beginning with \`halley_\`: connections, subscriptions, sessions, runs, publishes and deliveries by outcome, refused handshakes, HTTP requests by route and status, commits of the storage, memory, event loop. For this machine while nobody has
an account, for owners, and for whoever sends the token of \`HALLEY_METRICS_TOKEN\` as \`Authorization: Bearer …\`. \`/healthz\` says that the process answers; \`/readyz\` is 503 with the parts that are down.

### With curl

${curlExamples.map(({ title, command, shows }) => `${title}:\n\n\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${shows.trimEnd()}\n\`\`\``).join('\n\n')}`
}
