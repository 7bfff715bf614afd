/** Where in the project a problem is, precise enough to jump there. */
export type Place =
  | { readonly type: 'project' }
  | { readonly type: 'resource'; readonly collection: 'messages' | 'channels' | 'fields' | 'lists' | 'choices' | 'flows' | 'navigation' | 'personas' | 'connections' | 'rules' | 'rooms'; readonly id: string; readonly memberId?: string; /** For rules and rooms: which setting, from the resource's root, and where in its text. */ readonly path?: readonly string[]; readonly from?: number; readonly to?: number }
  | {
      readonly type: 'node'
      readonly flowId: string
      readonly nodeId: string
      /** Path in the node's config, such as `['key']` or `['screen', 'widgets', 'w1', 'text']`. */
      readonly path?: readonly string[]
      /** Character offsets in that expression or template. */
      readonly from?: number
      readonly to?: number
      readonly exit?: string
    }

/** What the checker offers to do about a problem; the editor turns it into one undoable edit. */
export type Fix =
  | { readonly type: 'connectToEnd'; readonly flowId: string; readonly nodeId: string; readonly exit: string }
  | { readonly type: 'createChannel'; readonly flowId: string; readonly nodeId: string }
  | { readonly type: 'setConfig'; readonly flowId: string; readonly nodeId: string; readonly path: readonly string[]; readonly value: string | number | boolean | null; readonly label: string }
  | { readonly type: 'renameTechnical'; readonly collection: string; readonly id: string; readonly technicalName: string }
  | { readonly type: 'deleteNode'; readonly flowId: string; readonly nodeId: string }
  /** No edit by itself: the editor asks from where an arrow leads to the node. */
  | { readonly type: 'leadToNode'; readonly flowId: string; readonly nodeId: string }

/** A user's mistake, shown as a *problem*. Errors stop only what they touch from running. */
export type Diagnostic = {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'hint'
  /** What is wrong and what to do, for the person who drew it. */
  readonly text: string
  readonly place: Place
  readonly fix?: Fix
  /** What else can be done, for a problem that has two good ends. */
  readonly otherFix?: Fix
}
