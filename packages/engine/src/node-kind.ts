import type { ConnectionType, Diagnostic, FlowType, Project, Screen, Value, ValueTarget } from '@halley/model'
import type { z } from 'zod'
import type { CompiledExpression, CompiledTemplate, DescribedType, ValueType } from './expressions/index.ts'
import type { DeliverTo, EffectResult, EndpointAnswer, HttpRequest, NoticeRequest, RoomAction, RowChanges, StreamSource } from './session-events.ts'
import type { ListenerResponse } from './session-state.ts'

/** One way out of a node: a labelled handle on the canvas. */
export type Exit = { readonly id: string; readonly label: string; readonly tone?: 'normal' | 'error' | 'quiet' }

/** What `exits`, `check`, `summary` and forms may read besides the node's own config. */
export type ModelContext = { readonly project: Project; readonly flowId: string; readonly nodeId: string }

/** The control that edits one key of a kind's config. `visible` and `options` may read the rest of it. */
export type FormField<Config> = {
  readonly label: string
  readonly help?: string
  readonly visible?: (config: Config, context: ModelContext) => boolean
} & (
  | { readonly control: 'text' | 'markdown' | 'checkbox' | 'number' | 'duration' }
  | { readonly control: 'select'; readonly options: readonly { readonly value: string; readonly label: string; readonly help?: string }[] }
  | { readonly control: 'expression'; readonly expects: 'any' | 'text' | 'number' | 'yesNo' | 'list' | 'duration' | 'dateTime'; readonly optional?: boolean; readonly placeholder?: string; /** Names in scope besides the session's: the arriving message, or `row` for any row of the list that the node walks. */ readonly scope?: 'arrivingMessage' | 'row' | 'response' }
  | { readonly control: 'template'; readonly placeholder?: string; /** Enter starts a new line. */ readonly multiline?: boolean }
  /** Pickers of resources by id; `create` offers "New …" with what was typed, `optional` lets the choice be taken back. */
  | { readonly control: 'channel' | 'message' | 'flow' | 'navigation' | 'connection' | 'room'; readonly create?: boolean; readonly optional?: boolean; readonly flowTypes?: readonly FlowType[]; /** What a new connection is to. */ readonly connectionType?: (config: Config) => ConnectionType }
  | { readonly control: 'messages' }
  /** Roles, as chips. */
  | { readonly control: 'roles' }
  /** The ways of a notification: inbox, push, e-mail. */
  | { readonly control: 'noticeWays' }
  /** What a notification opens. */
  | { readonly control: 'noticeLink' }
  | { readonly control: 'screen' }
  | { readonly control: 'assignments' }
  /** A list of the session or of a message, as a target. */
  | { readonly control: 'list' }
  /** Lines of a member of the rows of the config's `list`, and the expression of its value. */
  | { readonly control: 'memberValues' }
  | { readonly control: 'cases' }
  /** Expressions for the inputs of the flow that the config's `flowId` calls; places for its outputs; the values of the own flow's outputs at an End. */
  | { readonly control: 'inputValues' | 'outputTargets' | 'outcomeValues' }
  /** A text field at the top of the message that the config's `messageId` names. */
  | { readonly control: 'messageText' }
  /** Lines of a name and a template: headers, query. */
  | { readonly control: 'namedTemplates' }
  /** Lines of an expression over `response` and the place where its value goes; a pasted example gives `response` its type. */
  | { readonly control: 'responseMapping' }
  /** Shown but not editable now: says why. */
  | { readonly control: 'unavailable'; readonly because: string }
  /** Part of the config that no control edits. */
  | { readonly control: 'hidden' }
)

/** A form is mapped over the config: a missing or wrong key does not compile. */
export type Form<Config> = { readonly [Key in keyof Config]-?: FormField<Config> }

export type NodeLook<Config> = {
  /** A lucide icon's name, kebab-case. */
  readonly icon: string
  readonly tone: 'flow' | 'screen' | 'data' | 'comet' | 'time' | 'note'
  /** One plain sentence of what this node does ("Send Ticket on escalation, encrypted"). */
  readonly summary: (config: Config, context: ModelContext) => string
  /** The node's title when it differs from the kind's. */
  readonly title?: (config: Config, context: ModelContext) => string
  /** The message whose hue this node wears. */
  readonly messageId?: (config: Config) => string | null
}

/** What a kind makes of its config once, when the flow is compiled. Errors found here become problems of the node. */
export type PrepareContext = ModelContext & {
  /** Compiles the expression at a path of the config; undefined when it is empty or does not check (a problem is noted). */
  readonly expression: (path: readonly string[], source: string, expected?: ValueType, extra?: ScopeExtra) => CompiledExpression | undefined
  readonly template: (path: readonly string[], source: string, extra?: ScopeExtra) => CompiledTemplate | undefined
  /** Notes a problem of this node. */
  readonly report: (problem: NodeProblem) => void
  readonly screen: (path: readonly string[], screen: Screen) => PreparedScreenRef
  readonly target: (target: ValueTarget) => PreparedTarget | undefined
}
/** Names in scope besides the session's: `row`, for instance. */
export type ScopeExtra = { readonly [name: string]: DescribedType }
export type NodeProblem = Omit<Diagnostic, 'place'> & { readonly path?: readonly string[]; readonly exit?: string }

/** A place in the session's data, resolved to names: `['Ticket', 'subject']`. */
export type PreparedTarget = { readonly path: readonly [string] | readonly [string, string]; readonly type: ValueType; readonly label: string }
/** A compiled screen; opaque to node kinds. */
export type PreparedScreenRef = { readonly prepared: 'screen' }

/** What a node may do while it runs: read and write the session's data. Call its functions on it (`context.evaluate(…)`), not taken off it. */
export type RunContext = {
  readonly flowId: string
  readonly nodeId: string
  readonly project: Project
  evaluate(expression: CompiledExpression): Evaluated
  /** Evaluates with `row` standing for a row. */
  evaluateForRow(expression: CompiledExpression, row: Value): Evaluated
  /** Evaluates with names beside the session's, such as `response`. */
  evaluateWith(expression: CompiledExpression, names: { readonly [name: string]: Value }): Evaluated
  /** Has this node a row in turn, in this flow of the run? */
  readonly isWalking: boolean
  text(template: CompiledTemplate): string
  get(target: PreparedTarget): Value
  set(target: PreparedTarget, value: Value): void
  /** The value a message has in this run: the received one in the run it started, else the session's own copy. */
  message(messageId: string): Value
  /** The rows of a stored list as they are now; undefined while they cannot be reached. */
  stored(listId: string): readonly Value[] | undefined
  /** The current row of a list by its technical name; undefined when none was gone to. */
  current(listName: string): CurrentRow | undefined
  setCurrent(listName: string, current: CurrentRow): void
  /** Epoch milliseconds: when what happens now happens. */
  readonly atMs: number
  /** The response to an arriving message continues under these ids. */
  readonly runId: string
}

/** A row that was gone to (null: it is gone), and where it stood among the rows that were looked at. */
export type CurrentRow = { readonly row: Value; readonly at: number }

export type Evaluated = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: string; readonly text: string }

/** What a node wants to happen next. */
export type Outcome =
  | { readonly type: 'leave'; readonly exit: string }
  | { readonly type: 'fail'; readonly code: string; readonly text: string }
  | { readonly type: 'publish'; readonly channelId: string; readonly messageId: string; readonly key: string | null; readonly secure: boolean; readonly deliverTo: DeliverTo }
  | { readonly type: 'listen'; readonly channelId: string; readonly key: string | null; readonly messageIds: readonly string[] | 'any'; readonly response: ListenerResponse; readonly untilScreenLeft: boolean }
  | { readonly type: 'unlisten'; readonly channelId: string; readonly key: string | null; readonly messageIds: readonly string[] | 'all' }
  | { readonly type: 'show'; readonly screen: PreparedScreenRef; readonly title: string; readonly overlay: { readonly placement: 'dialog' | 'sidePanel' | 'banner' | 'toast'; readonly autoCloseMs: number | null } | null; readonly defaultButtonId: string | null }
  /** Goes on (`resume` with `timeReached`) when the time has come; at once when it has passed. Epoch milliseconds. */
  | { readonly type: 'wait'; readonly untilMs: number }
  /** Takes the next row in turn and leaves by `exit`, or by `endExit` when none is left. `rows` begins; null goes on with those of before. */
  | { readonly type: 'nextRow'; readonly rows: readonly Value[] | null; readonly exit: string; readonly endExit: string }
  | { readonly type: 'call'; readonly flowId: string }
  /** These seven wait for the effect of the same name; `resume` gets its result. */
  | { readonly type: 'changeRows'; readonly listId: string; readonly changes: RowChanges }
  | { readonly type: 'httpRequest'; readonly request: HttpRequest }
  | { readonly type: 'stream'; readonly channelId: string; readonly messageId: string; readonly memberId: string; readonly key: string | null; readonly deliverTo: DeliverTo; readonly source: StreamSource; readonly limitMs: number; readonly idleMs: number }
  | { readonly type: 'notify'; readonly notice: Omit<NoticeRequest, 'event'> }
  | { readonly type: 'room'; readonly roomId: string; readonly key: string | null; readonly action: RoomAction }
  | { readonly type: 'respond'; readonly answer: EndpointAnswer }
  | { readonly type: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly text: string; readonly exit: string }
  | { readonly type: 'navigate'; readonly navigationId: string }
  | { readonly type: 'clear'; readonly navigationId: string | null }
  | { readonly type: 'end' }

/** What a node sends, listens to, stops and calls; ids, or null where nothing is chosen yet. */
export type Traffic = {
  readonly sends?: { readonly channelId: string | null; readonly messageId: string | null; /** Encrypted. */ readonly secure?: boolean }
  readonly listens?: { readonly channelId: string | null; readonly messageIds: readonly string[] | 'any'; /** Does it end by itself with the screen? */ readonly untilScreenLeft?: boolean }
  readonly stops?: { readonly channelId: string | null }
  readonly calls?: readonly (string | null)[]
  readonly navigates?: readonly (string | null)[]
  readonly assigns?: readonly ValueTarget[]
  /** Flows that people may open by what it makes: by a notification. */
  readonly opens?: readonly (string | null)[]
}

/** Where values go that a node reads at a place of its config: to a thing of the data model, into a stored list, or out of Halley. */
export type Carry = { /** Beginning of the paths of its expressions and templates. */ readonly from: readonly string[]; readonly to: { readonly type: 'target'; readonly target: ValueTarget } | { readonly type: 'storedList' } | { readonly type: 'request' } | { readonly type: 'answer' } | { readonly type: 'notice' } | { readonly type: 'roomMessage' } }

/** What a suspended node is resumed with. */
export type Resumption =
  | { readonly type: 'effect'; readonly result: EffectResult }
  | { readonly type: 'pressed'; readonly widgetId: string }
  | { readonly type: 'closed' }
  | { readonly type: 'timeReached' }
  | { readonly type: 'returned'; readonly endNodeId: string }

/** A node kind: one file that says everything about it as data and pure functions. */
export type NodeKind<Config = unknown, Prepared = unknown> = {
  /** kebab-case; what documents hold. */
  readonly kind: string
  readonly version: number
  readonly title: string
  readonly help: string
  readonly group: 'flow' | 'screen' | 'data' | 'comet' | 'annotation'
  /** Flow types it may stand in; all when left out. */
  readonly flowTypes?: readonly FlowType[]
  /** Not offered in the palette (Start). */
  readonly notInPalette?: boolean
  /** Can an edge enter it? Start and Note: no. */
  readonly hasEntry?: boolean
  readonly config: z.ZodType<Config>
  /** What a new one has that is not the default, by the project that it comes into: the only thing there is to choose. */
  readonly begins?: (context: Pick<ModelContext, 'project'>) => Partial<Config>
  readonly form: Form<Config>
  readonly look: NodeLook<Config>
  readonly exits: (config: Config, context: ModelContext) => readonly Exit[]
  /** What of the config other flows and channels are concerned with; the problems list and the message map read it. */
  readonly traffic?: (config: Config) => Traffic
  /** Where the values go that its expressions give; the problems of encrypted messages are found by it. */
  readonly carries?: (config: Config, context: Pick<ModelContext, 'project'>) => readonly Carry[]
  /** Does a run wait here for a person or the clock? A loop needs one such node. */
  readonly waits?: boolean
  /** The exits after which `row` is a row in turn, each with the expression of its list: a Loop's next row, a button in a table's rows. `around` are the lists in whose rows that list is, from the outside in. */
  readonly rows?: (config: Config) => readonly { readonly exit: string; readonly list: string; readonly around?: readonly string[] }[]
  /** For kinds that work on the rows of a list without walking it: the expression of the list, for fields of scope `row`. */
  readonly rowList?: (config: Config, context: Pick<ModelContext, 'project'>) => string
  /** For kinds that show a screen: what to draw it from, again after a refresh. */
  readonly screenOf?: (prepared: Prepared) => { readonly screen: PreparedScreenRef; readonly title: string; readonly defaultButtonId: string | null }
  /** For listeners: does the arriving message pass this node's condition? */
  readonly accepts?: (prepared: Prepared, context: RunContext) => { readonly ok: true } | { readonly ok: false; readonly reason: string }
  /** Problems that need no compiling. */
  readonly check?: (config: Config, context: ModelContext) => readonly NodeProblem[]
  readonly prepare?: (config: Config, context: PrepareContext) => Prepared
  /** Kinds without `enter` (Note) never run. */
  readonly enter?: (prepared: Prepared, context: RunContext, config: Config) => Outcome
  readonly resume?: (prepared: Prepared, context: RunContext, resumption: Resumption, config: Config) => Outcome
}

/** A kind as the catalog holds it: its config's type is known only inside. */
// The catalog is the one place where kinds of different configs meet; each kind's own file stays fully typed.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyNodeKind = NodeKind<any, any>

/** Keeps a kind's types together: config, form and prepared value must agree. */
export function defineNodeKind<Config, Prepared = null>(kind: NodeKind<Config, Prepared>): NodeKind<Config, Prepared> {
  return kind
}

/** The node kinds that a project may use, by `kind`. */
export type Catalog = ReadonlyMap<string, AnyNodeKind>
