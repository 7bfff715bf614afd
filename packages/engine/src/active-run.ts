import type { Project, Value } from '@halley/model'
import type { Burst } from './burst.ts'
import { choiceLabels } from './choice-labels.ts'
import type { CompiledExpression, CompiledTemplate } from './expressions/index.ts'
import { timeProblem } from './guards.ts'
import { HIDDEN, hideName, isNameHidden, readsHidden, showName } from './hidden-values.ts'
import type { CurrentRow, Evaluated, PreparedTarget, RunContext } from './node-kind.ts'
import type { CompiledFlow, CompiledNode } from './program.ts'
import type { RunValues } from './render-screen.ts'
import { isWalking, rowInTurn } from './row-walk.ts'
import { ownValue } from './session-inputs.ts'
import type { Frame, Run, SessionState } from './session-state.ts'

// Reading the clock costs more than looking at a row.
const ROWS_PER_CLOCK_LOOK = 16

/** What a run's expressions see. */
export function valuesOf(burst: Burst, run: Run | null): RunValues {
  return { ...burst.state.data, ...ownValuesOf(burst, run), now: new Date(burst.atMs).toISOString() }
}

/**
 * What a run's expressions see besides the session's data; it goes before them. In a run that a message started, that
 * message's name stands for the received one. `now` is left for whoever reads it: its text costs more than all the rest.
 */
function ownValuesOf({ state, stored }: Burst, run: Run | null): RunValues {
  const values: RunValues = { current: state.current, received: state.received, presence: state.presence, session: { id: state.sessionId }, user: state.user, event: run === null ? null : run.event, error: run === null ? null : run.error, now: null }
  // After the others, which are made in one piece this way: a record that begins as a copy grows name by name.
  for (const name of Object.keys(stored)) if (!Object.hasOwn(values, name)) values[name] = stored[name]
  if (run !== null && run.received !== null) values[run.received.name] = run.received.value
  const row = rowInTurn(run?.frames.at(-1))
  if (row !== undefined) values['row'] = row
  return values
}

/**
 * A run at work: what nodes read and write. The session's data is read where it is, not copied. A class, not closures: one
 * is made for every run of every burst, and its methods are shared.
 */
export class ActiveRun implements RunContext {
  readonly run: Run
  flowId = ''
  nodeId = ''
  readonly #burst: Burst
  readonly #own: RunValues
  #walks: Frame['walks']
  #rowsLookedAt = 0
  #flow: CompiledFlow | undefined
  #node: CompiledNode | undefined
  /** Has this node read something that is not to be shown? */
  #readsHidden = false

  constructor(burst: Burst, run: Run) {
    this.#burst = burst
    this.run = run
    this.#own = ownValuesOf(burst, run)
    this.#walks = run.frames.at(-1)?.walks
  }

  /** Everything that expressions see, in one record. */
  get values(): RunValues {
    return { ...this.#burst.state.data, ...this.#ownWith(true) }
  }

  #ownWith(now: boolean): RunValues {
    if (now) this.#own['now'] ??= new Date(this.#burst.atMs).toISOString()
    return this.#own
  }

  get runId(): string {
    return this.run.id
  }

  get atMs(): number {
    return this.#burst.atMs
  }

  get project(): Project {
    return this.#burst.program.project
  }

  /** The node the run is at, with `flowId` and `nodeId` set to it; undefined when an edit took it away. */
  node(): CompiledNode | undefined {
    const { frames } = this.run
    const frame = frames[frames.length - 1]
    if (frame === undefined) return undefined
    const { flowId, nodeId } = frame
    if (frame.walks !== this.#walks) this.#seeRowOf(frame)
    if (this.#flow === undefined || this.#flow.flow.id !== flowId) {
      this.#flow = this.#burst.program.flows.get(flowId)
      this.#node = undefined
    }
    this.flowId = flowId
    this.nodeId = nodeId
    if (this.#node === undefined || this.#node.node.id !== nodeId) this.#node = this.#flow?.nodes.get(nodeId)
    return this.#node
  }

  /** May nothing that the node now makes be shown in traces and the log? */
  get hides(): boolean {
    return this.run.isHidden === true || this.#readsHidden
  }

  /** May no text that the node wrote be shown? One that nothing was read for may. */
  get hidesText(): boolean {
    return this.#readsHidden
  }

  /** A node is entered or gone on with: it has read nothing yet. */
  begins(): void {
    this.#readsHidden = false
  }

  #look(references: readonly (readonly string[])[]): void {
    if (this.#burst.mayHide && !this.#readsHidden) this.#readsHidden = readsHidden(this.#burst, this.run, references)
  }

  #seeRowOf(frame: Frame): void {
    this.#walks = frame.walks
    const row = rowInTurn(frame)
    if (row === undefined) delete this.#own['row']
    else this.#own['row'] = row
  }

  get isWalking(): boolean {
    return isWalking(this.run.frames.at(-1), this.nodeId)
  }

  /** The run has followed an exit to this node of the same flow: no need to look it up. */
  reached(node: CompiledNode): void {
    this.#node = node
  }

  /** Gives a name a new value in this run's expressions alone. */
  knows(name: string, value: unknown): void {
    this.#own[name] = value
  }

  evaluate(expression: CompiledExpression): Evaluated {
    return this.#evaluated(expression, this.#ownWith(expression.readsNow))
  }

  evaluateForRow(expression: CompiledExpression, row: Value): Evaluated {
    this.#rowsLookedAt += 1
    const late = this.#rowsLookedAt % ROWS_PER_CLOCK_LOOK === 0 ? timeProblem(this.#burst) : undefined
    return late === undefined ? this.#evaluated(expression, { ...this.#ownWith(expression.readsNow), row }) : { ok: false, ...late }
  }

  evaluateWith(expression: CompiledExpression, names: { readonly [name: string]: Value }): Evaluated {
    return this.#evaluated(expression, { ...this.#ownWith(expression.readsNow), ...names })
  }

  #evaluated(expression: CompiledExpression, values: RunValues): Evaluated {
    this.#look(expression.references)
    const result = expression.evaluate(values, this.#burst.state.data)
    // The language promises JSON; its type is unknown only because any expression may be asked.
    return result.ok ? (result as { readonly ok: true; readonly value: Value }) : { ok: false, code: `expression/${result.error.code}`, text: result.error.message }
  }

  text(template: CompiledTemplate): string {
    this.#look(template.references)
    const result = template.evaluate(this.#ownWith(template.readsNow), choiceLabels, this.#burst.state.data)
    return result.ok ? result.text : `(${result.error.message})`
  }

  get({ path }: PreparedTarget): Value {
    const value = this.#root(path[0])
    const member = path[1]
    return member === undefined ? (value ?? null) : ownValue(value, member)
  }

  set(target: PreparedTarget, value: Value): void {
    write(this.#burst, this, target, value)
  }

  stored(listId: string): readonly Value[] | undefined {
    const name = this.project.lists[listId]?.technicalName
    return name === undefined ? undefined : this.#burst.stored[name]
  }

  current(listName: string): CurrentRow | undefined {
    const { current, currentAt } = this.#burst.state
    return Object.hasOwn(current, listName) ? { row: current[listName] ?? null, at: currentAt[listName] ?? 0 } : undefined
  }

  setCurrent(listName: string, { row, at }: CurrentRow): void {
    const { state } = this.#burst
    state.current = { ...state.current, [listName]: row }
    state.currentAt = { ...state.currentAt, [listName]: at }
    this.knows('current', state.current)
    const name = `current.${listName}`
    if (this.hides || isNameHidden(this.#burst, this.run, listName)) hideName(this.#burst, name)
    else showName(this.#burst, name)
    this.#burst.trace?.push({ type: 'assigned', runId: this.run.id, flowId: this.flowId, nodeId: this.nodeId, target: name, value: state.hidden[name] === true ? HIDDEN : row })
  }

  message(messageId: string): Value {
    const name = this.project.messages[messageId]?.technicalName
    return name === undefined ? null : (this.#root(name) ?? null)
  }

  /** A thing of the data model: the received message when it has that name, else what the session has. */
  #root(name: string): Value | undefined {
    const { received } = this.run
    return received !== null && received.name === name ? received.value : this.#burst.state.data[name]
  }
}

export function activate(burst: Burst, run: Run): ActiveRun {
  return new ActiveRun(burst, run)
}

/** Writes one value: into the run's received message when the target names it, else into the session's data. */
export function write(burst: Burst, active: ActiveRun, target: PreparedTarget, value: Value): void {
  const { run, flowId, nodeId } = active
  const root = target.path[0]
  const member = target.path[1]
  const inReceived = run.received !== null && run.received.name === root
  const before = inReceived ? run.received?.value : burst.state.data[root]
  const after: Value = member === undefined ? value : { ...(typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}), [member]: value }
  if (inReceived) {
    run.received = { name: root, value: after }
    active.knows(root, after)
  } else ownedData(burst)[root] = after
  const isShown = noteShown(burst, active, { root, inReceived, isWhole: member === undefined })
  burst.trace?.push({ type: 'assigned', runId: run.id, flowId, nodeId, target: member === undefined ? root : `${root}.${member}`, value: !isShown ? HIDDEN : member === undefined ? value : ownValue(after, member) })
}

/** Notes whether what was written may be shown, and says so. */
function noteShown(burst: Burst, active: ActiveRun, { root, inReceived, isWhole }: { readonly root: string; readonly inReceived: boolean; readonly isWhole: boolean }): boolean {
  const { run } = active
  if (!burst.mayHide) return true
  if (active.hides && inReceived) run.isHidden = true
  else if (active.hides) hideName(burst, root)
  else if (isWhole && !inReceived) showName(burst, root)
  return !active.hides && !isNameHidden(burst, run, root)
}

function ownedData(burst: Burst): SessionState['data'] {
  if (!burst.ownsData) {
    burst.state.data = { ...burst.state.data }
    burst.ownsData = true
  }
  return burst.state.data
}
