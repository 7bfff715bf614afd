import type { Diagnostic, Flow, Node, Project, Widget } from '@halley/model'
import type { CompiledEndpoint } from './compile-endpoints.ts'
import type { CompiledRule } from './compiled-rule.ts'
import type { CompiledExpression, CompiledTemplate, ExpressionLanguage, Scope } from './expressions/index.ts'
import type { AnyNodeKind, Catalog, Exit, PreparedScreenRef, PreparedTarget } from './node-kind.ts'

/** A node ready to run: its kind, its checked config, and what the kind prepared from it. */
export type CompiledNode = {
  readonly node: Node
  /** Undefined for a kind this catalog does not know. */
  readonly kind: AnyNodeKind | undefined
  /** What the kind does, at hand: kinds have many shapes and compiled nodes have one, so a step finds it without a search. */
  readonly enter: AnyNodeKind['enter']
  readonly resume: AnyNodeKind['resume']
  readonly config: unknown
  readonly prepared: unknown
  /** What its expressions and templates read, by their places in the config. */
  readonly reads: readonly NodeReading[]
  readonly exits: readonly Exit[]
  /** Where each connected exit leads. */
  readonly next: ReadonlyMap<string, string>
  /** The same as the nodes themselves: a step costs one look-up. */
  readonly nextNode: ReadonlyMap<string, CompiledNode>
  /** Why the node cannot run: its first problem of severity error. */
  readonly blockedBy: { readonly code: string; readonly text: string } | null
  /** "Comet message: Send Ticket on escalation": how errors name it. */
  readonly label: string
}

/** An expression or template of a node, and the names of data in it. */
export type NodeReading = { readonly path: readonly string[]; readonly references: readonly (readonly string[])[] }

export type CompiledFlow = {
  readonly flow: Flow
  readonly startNodeId: string | null
  readonly nodes: ReadonlyMap<string, CompiledNode>
  readonly diagnostics: readonly Diagnostic[]
}

/** What a project becomes to be run: every flow compiled once. Immutable. */
export type Program = {
  readonly project: Project
  readonly catalog: Catalog
  readonly language: ExpressionLanguage
  readonly scope: Scope
  readonly flows: ReadonlyMap<string, CompiledFlow>
  /** Technical names of the messages that some node sends with Security. */
  readonly secureNames: ReadonlySet<string>
  /** Those, and the technical names of all data that is put into them: traces and the log do not show what they hold. */
  readonly hiddenNames: ReadonlySet<string>
  /** *Visible when* of navigation items, by id; absent means always. */
  readonly visibleWhen: ReadonlyMap<string, CompiledExpression>
  /** What answers HTTP requests, by the id of the flow. */
  readonly endpoints: ReadonlyMap<string, CompiledEndpoint>
  /** Notification rules, by id. */
  readonly rules: ReadonlyMap<string, CompiledRule>
  readonly diagnostics: readonly Diagnostic[]
}

/** A screen with its expressions compiled once. */
export type PreparedScreen = PreparedScreenRef & {
  /** Those at the top, in their order. */
  readonly widgets: readonly PreparedWidget[]
  /** All of them by id. */
  readonly byId: ReadonlyMap<string, PreparedWidget>
}

/** A widget with what it is drawn from, by the names of its settings; undefined is what does not check. */
export type PreparedWidget = {
  readonly widget: Widget
  readonly texts: Readonly<Record<string, CompiledTemplate | undefined>>
  readonly expressions: Readonly<Record<string, CompiledExpression | undefined>>
  readonly inside: readonly PreparedWidget[]
  readonly target?: PreparedTarget | undefined
  readonly columns?: readonly { readonly id: string; readonly title: string; readonly text: CompiledTemplate | undefined }[]
  readonly series?: readonly { readonly id: string; readonly title: string; readonly value: CompiledExpression | undefined }[]
  /** For what stands in a row: the technical name of the list that the row belongs to; undefined where it is no list of the project. */
  readonly listName?: string | undefined
}
