/** A command of the page on HTTP for programs, and what it shows; `…` is what differs from one time to the next. */
export type CurlExample = {
  /** What it does, before the command. */
  readonly title: string
  /** For a shell; `$HALLEY` is the server's address. */
  readonly command: string
  readonly shows: string
  /** Goes on until it is ended. */
  readonly isStream?: true
}

/** What integration tests run with the real curl, one after the other, and the page shows. */
export const curlExamples: readonly CurlExample[] = [
  {
    title: 'Read events as they come, in one terminal',
    command: `curl -sSN -G "$HALLEY/api/v1/events" --data-urlencode 'topic=events.local.outside.>'`,
    shows: ': listening\nid: …:0\n\n',
    isStream: true,
  },
  {
    title: 'Publish a CloudEvent, in another',
    command: `curl -sS "$HALLEY/api/v1/events" -H 'Content-Type: application/cloudevents+json' \\
  -d '{"specversion": "1.0", "id": "order-1", "source": "/shop", "type": "order", "subject": "events.local.outside.orders.placed.o_1", "data": {"number": 1}}'`,
    shows: '{"seq":1,"epoch":"…","id":"order-1","duplicate":false,"matched":1}',
  },
  {
    title: 'The same again, as after a cut in which the answer was lost: the first answer, and no second event',
    command: `curl -sS "$HALLEY/api/v1/events" -H 'Content-Type: application/cloudevents+json' \\
  -d '{"specversion": "1.0", "id": "order-1", "source": "/shop", "type": "order", "subject": "events.local.outside.orders.placed.o_1", "data": {"number": 1}}'`,
    shows: '{"seq":1,"epoch":"…","id":"order-1","duplicate":true,"matched":1}',
  },
  {
    title: 'With the attributes as headers (binary mode); what is not plain ASCII is percent-encoded',
    command: `curl -sS "$HALLEY/api/v1/events" -H 'Content-Type: application/json' -H 'ce-specversion: 1.0' -H 'ce-id: order-2' \\
  -H 'ce-source: /shop' -H 'ce-type: order' -H 'ce-subject: events.local.outside.orders.placed.o_2' -d '{"number": 2}'`,
    shows: '{"seq":2,"epoch":"…","id":"order-2","duplicate":false,"matched":1}',
  },
  {
    title: 'Several at once; each is accepted or refused by itself',
    command: `curl -sS "$HALLEY/api/v1/events" -H 'Content-Type: application/cloudevents-batch+json' -d '[
  {"specversion": "1.0", "id": "order-3", "source": "/shop", "type": "order", "subject": "events.local.outside.orders.placed.o_3", "data": {"number": 3}},
  {"specversion": "1.0", "id": "order-4", "source": "/shop", "type": "order", "subject": "events.local.outside.orders.placed.*", "data": {"number": 4}}
]'`,
    shows: '[{"ok":true,"seq":3,"epoch":"…","id":"order-3","duplicate":false,"matched":1},{"ok":false,"error":{"code":"topic_invalid","message":"…","token":"*","tokenIndex":5}}]',
  },
  {
    title: 'As plain JSON, with what `/events` takes',
    command: `curl -sS "$HALLEY/api/v1/events" -H 'Content-Type: application/json' \\
  -d '{"topic": "events.local.outside.orders.placed.o_5", "data": {"number": 5}, "filters": {"region": "eu"}}'`,
    shows: '{"seq":4,"epoch":"…","id":"…","duplicate":false,"matched":1}',
  },
  {
    title: 'Read the past, newest first; `next` is `before` of the next page',
    command: `curl -sS -G "$HALLEY/api/v1/events/history" --data-urlencode 'topic=events.local.outside.>' -d limit=2`,
    shows: '{"events":[{"specversion":"1.0",…,"sequence":"4",…},{"specversion":"1.0",…,"sequence":"3",…}],"next":3}',
  },
  {
    title: 'Go on after the last event that was read: `$LAST` is its `id`, here that of order 1',
    command: `curl -sSN -G "$HALLEY/api/v1/events" --data-urlencode 'topic=events.local.outside.>' -H "Last-Event-ID: $LAST"`,
    shows: `: listening

id: …:2
data: {"specversion":"1.0","id":"order-2","source":"program/local/%2Fshop","type":"placed","subject":"events.local.outside.orders.placed.o_2","time":"…","datacontenttype":"application/json","sequence":"2","org":"local","data":{"number":2}}

id: …:3
data: {"specversion":"1.0","id":"order-3",…}

id: …:4
data: {"specversion":"1.0",…,"filters":"region=eu",…}

`,
    isStream: true,
  },
  {
    title: 'A place that cannot be gone on from: said first, then live events',
    command: `curl -sSN -G "$HALLEY/api/v1/events" --data-urlencode 'topic=events.local.outside.>' -H 'Last-Event-ID: another-log:7'`,
    shows: 'id: …:4\nevent: notice\ndata: {"code":"epoch_changed","text":"…"}\n\n',
    isStream: true,
  },
  {
    title: 'A wrong pattern: problem details with the token and what to write',
    command: `curl -sS -G "$HALLEY/api/v1/events" --data-urlencode 'topic=events.local.outside.order*'`,
    shows: '{"type":"about:blank","status":400,"code":"topic_invalid","title":"Not a topic","detail":"Token 4 \\"order*\\" of the pattern contains a wildcard, and a wildcard is a whole token; write * for exactly one token or > for all the rest.","token":"order*","tokenIndex":3}',
  },
]
