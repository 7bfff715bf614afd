/**
 * Every limiting constant of the document, each with its unit and its reason.
 * Operators may configure them downwards; nothing may go over them.
 */
export const LIMITS = {
  /** Bytes of one message's data as JSON text: keeps one message within one WebSocket frame of every proxy met. */
  messageDataBytes: 64 * 1024,
  /** Bytes of one wire frame: a message with its envelope, twice over. */
  frameBytes: 128 * 1024,
  /** Bytes of an imported project: a 5,000-node project is about 2.5 MiB. */
  projectBytes: 5 * 1024 * 1024,
  /** Nodes in a project: what the canvas draws at 60 frames a second and the checker re-checks while typing. */
  projectNodes: 5_000,
  /** Nesting of any JSON that comes in: nothing of ours is deeper than 12. */
  jsonDepth: 32,
  /** Values in any JSON that comes in over the wire: bounds the work of checking it. */
  jsonValues: 20_000,
  /** Values in an imported project: 5,000 nodes of about 40 values each. */
  projectJsonValues: 400_000,
  /** Milliseconds that reading and checking an import may take: the largest project takes about two seconds, on a busy machine some more. */
  importMs: 15_000,
  /** MiB of memory that reading and checking one import may take: the largest project takes about a hundred. */
  importMemoryMiB: 256,
  /** Imports that are read at once, each in a thread of its own: the others of a machine go on serving. */
  importsAtOnce: 2,
  /** Imports that wait for that; beyond it, who comes is told to come again. */
  importsWaiting: 8,
  /** Levels of lists in a message or a session list: what people can still read in a tree. */
  listLevels: 4,
  /** Rows of one list in a message: more belongs in a stored list. */
  listRows: 200,
  /** Rows of a session list: it is stored with its session after every burst; more belongs in a stored list. */
  sessionListRows: 10_000,
  /** Characters of a Name. */
  nameCharacters: 80,
  /** Characters of a technical name: one token of a topic. */
  technicalNameCharacters: 63,
  /** Characters of one expression or template. */
  expressionCharacters: 4_000,
  /** Patches in one edit: tidying up 5,000 nodes is two a node. */
  editPatches: 20_000,
  /** Milliseconds that a notification may wait before it is pushed or mailed, and that a digest or throttle may span: a week. */
  noticeDelayMs: 7 * 24 * 3_600_000,
  /** People that one event may notify by one rule: a role that everybody has in a large organisation. More is refused as a whole, and the log says so. */
  noticeRecipients: 20_000,
  /** Characters of a notification's title: what a phone shows. */
  noticeTitleCharacters: 200,
  /** Characters of a notification's body: what a reader of mail still reads, and a push carries. */
  noticeBodyCharacters: 4_000,
  /** Notifications of one page of an inbox. */
  inboxPage: 50,
  /** Notifications that one inbox keeps; the oldest read ones go first. */
  inboxKept: 1_000,
  /** Devices of one person that pushes go to. */
  pushDevices: 20,
  /** Times that a push or mail is tried before it is given up as dead. */
  noticeAttempts: 8,
  /** Characters of a message in a room. */
  roomMessageCharacters: 8_000,
  /** Messages of one page of a room's history. */
  roomPage: 50,
  /** Rooms that one client looks at at once. */
  roomsPerClient: 16,
  /** Answers of agents that stream at once in one room: a person reads no more of them. */
  roomAnswersAtOnce: 4,
  /** Steps of one burst of work: a flow that loops without waiting reaches it in well under a second. */
  burstSteps: 10_000,
  /** Milliseconds of work of one burst. */
  burstMs: 1_000,
  /** Messages that one run may send. */
  runSends: 100,
  /** Messages that caused messages in a row. */
  hops: 16,
  /** Milliseconds that a Wait may last, 30 days: what is to happen later than that belongs in a calendar outside. */
  waitMs: 30 * 24 * 3_600_000,
  /** Milliseconds that an endpoint flow may take to answer: what proxies on the way wait for. */
  endpointMs: 60_000,
  /** Milliseconds that one streamed answer may last: an hour; clients of event streams connect again by themselves. */
  endpointStreamMs: 3_600_000,
  /** HTTP requests that endpoints serve at once, streams included: each is a session. */
  endpointRequests: 1_000,
  /** Bytes of a stream that wait for its reader; one that reads more slowly than events come is closed, and may connect again. */
  endpointUnreadBytes: 1024 * 1024,
  /** Events of one batch that a program publishes over HTTP: what it may publish in a second on one channel. */
  batchEvents: 50,
  /** Events of one page of the history. */
  historyEvents: 200,
  /** Events of such a page when the asker does not say: about what a screen shows. */
  historyPage: 50,
  /** Connections of one person or API token at once: an editor with four preview clients, twice. Without accounts nobody counts. */
  connectionsPerUser: 10,
  /** Streams of events that programs hold open over HTTP at once: beyond it, they belong on `/events`, where one connection carries many patterns. */
  eventStreams: 1_000,
  /** Milliseconds that an outgoing HTTP request may take: a person waits for it. */
  requestMs: 60_000,
  /** Milliseconds that one stream may last: what a person who waits for a text still bears. */
  streamMs: 10 * 60_000,
  /** Milliseconds without anything new after which a stream is given up. */
  streamIdleMs: 60_000,
  /** Streams that one session sends at once: a person reads no more of them. */
  streamsPerSession: 3,
  /** Streams that one server carries at once: each is a connection outwards and a text of at most one message. */
  streamsAtOnce: 200,
  /** Bytes of one answer that a stream reads: many small pieces, each in much wrapping, come to one message. */
  streamSourceBytes: 16 * 1024 * 1024,
  /** Bytes of an outgoing or incoming HTTP body: what a session still carries with ease. */
  httpBodyBytes: 1024 * 1024,
  /** Rows of one stored list: all are held in memory, so that expressions read them at once. */
  storedListRows: 100_000,
  /** Rows that one node loads. */
  loadRows: 1_000,
  /** Rows that one table or repeater (the first), or points that one chart (the last) shows: nobody reads more, and each refresh sends them all. It says how many more there are. */
  shownRows: 200,
  /** Widgets of one screen as it is shown, those of each row counted: what a phone draws without a pause. Lists inside lists show fewer rows then. */
  shownWidgets: 2_000,
  /** Levels of widgets inside each other: two lists with groups and columns in them are five. */
  widgetLevels: 6,
  /** People on a channel that are named; of more, only the count is told: nobody reads a longer list, and each change is told to all of them. */
  presenceMembers: 200,
  /** Bytes that a program tells of itself where it is present: a status, not a document. */
  presenceDataBytes: 1_024,
  /** Places that one connection of a program is at or looks at, as many as it may have subscriptions. */
  presencePlaces: 128,
  /** Flows that called flows in a row. */
  flowDepth: 50,
  /** Overlay dialogs that stack; the newest on top. */
  overlays: 8,
  /** Toasts that are shown at once; the newest, and how many more there are. */
  toasts: 4,
  /** Banners that are shown at once, above the screen: more would leave no room for it. */
  banners: 2,
  /** Overlays that one session keeps, shown or not: the oldest beyond it is closed, and the log says so. A flood cannot fill the memory. */
  overlaysKept: 100,
} as const
