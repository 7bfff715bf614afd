import { everyWidgetView, type Project, type Value } from '@halley/model'
import { adoptProject } from './adopt-program.ts'
import { takesWhole } from './listener-match.ts'
import { compileProject } from './compile.ts'
import type { Catalog } from './node-kind.ts'
import type { Program } from './program.ts'
import type { Spent } from './guards.ts'
import { visibleScreens, type VisibleScreens } from './screens.ts'
import { newSession } from './session-data.ts'
import type { Effect, EffectResult, IncomingDelivery, SessionEvent } from './session-events.ts'
import type { SessionState, SessionUser } from './session-state.ts'
import type { Publish, SimulatedClient, SimulatedMessage, SimulationOptions, Stream } from './simulated-client.ts'
import { step, type StepResult } from './step.ts'
import { changeRows, type StoredRow } from './stored-rows.ts'

/**
 * Runs several sessions of one model in memory with a virtual clock: effects are carried out at once and in order, with
 * no network, no storage and no waiting. The same engine as the server's; tests and scenarios use it.
 */
export class Simulation {
  program: Program
  nowMs: number
  readonly clients: SimulatedClient[] = []
  readonly messages: SimulatedMessage[] = []
  /** The rows of stored lists, by technical name. */
  readonly stored: { [listName: string]: readonly StoredRow[] } = {}
  readonly #catalog: Catalog
  readonly #options: SimulationOptions
  readonly #queue: { client: SimulatedClient; event: SessionEvent; spent?: Spent }[] = []
  readonly #timers: { client: SimulatedClient; timerId: string; dueAtMs: number }[] = []
  #working = false
  /** By the step whose effects are carried out. */
  #spent: Spent | undefined
  #rowsMade = 0

  constructor(project: Project, catalog: Catalog, options: SimulationOptions = {}) {
    this.program = compileProject(project, catalog)
    this.nowMs = options.startMs ?? Date.UTC(2026, 0, 1)
    this.#catalog = catalog
    for (const list of Object.values(project.lists)) if (list.storage === 'stored') this.stored[list.technicalName] = []
    this.#options = options
  }

  /** Opens a session and starts it with a flow. */
  open(user: SessionUser, flowId: string): SimulatedClient {
    const sessionId = `session-${this.clients.length + 1}`
    const client: SimulatedClient = { sessionId, state: newSession({ sessionId, user }, this.program.project), traces: [], failures: [], logs: [], notices: [], roomActions: [], answers: [], asked: [], openedWith: flowId }
    this.clients.push(client)
    this.send(client, { type: 'start', flowId, atMs: this.nowMs })
    return client
  }

  /** What the person sees. */
  sees(client: SimulatedClient): VisibleScreens {
    return visibleScreens(client.state.screens)
  }

  /** Presses a button on the topmost screen that has it, by its label: the first of them, or the one in a row (0 is the first). Returns the refusal, if any. */
  press(client: SimulatedClient, label: string, inputs: { readonly [labelOfInput: string]: Value } = {}, row?: readonly number[]): StepResult['refusal'] {
    const { main, overlays } = this.sees(client)
    const found = [...overlays.toReversed(), main].flatMap((candidate) => {
      if (candidate === null) return []
      const widgets = [...everyWidgetView(candidate.widgets)]
      const button = widgets.flatMap((widget) => (widget.kind === 'button' && widget.label === label && (row === undefined || widget.row?.join() === row.join()) ? [widget] : []))[0]
      return button === undefined ? [] : [{ screen: candidate, widgets, button }]
    })[0]
    if (found === undefined) throw new Error(`Nobody could press "${label}": ${client.sessionId} sees no such button.`)
    const { screen, widgets, button } = found
    const byWidget = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [widgets.find((widget) => widget.kind === 'input' && widget.label === name)?.id ?? name, value]))
    return this.send(client, { type: 'press', screenId: screen.id, widgetId: button.id, inputs: byWidget, row: button.row, version: screen.version, atMs: this.nowMs })
  }

  /** Closes the topmost overlay. */
  closeOverlay(client: SimulatedClient): void {
    const top = this.sees(client).overlays.at(-1)
    if (top !== undefined) this.send(client, { type: 'closeOverlay', screenId: top.id, atMs: this.nowMs })
  }

  /** Gives one event to a session, and everything that follows from it to everybody. */
  send(client: SimulatedClient, event: SessionEvent): StepResult['refusal'] {
    const refusal = this.#take(client, event)
    this.#work()
    return refusal
  }

  /** Answers the oldest HTTP request that waits. */
  answer(client: SimulatedClient, result: EffectResult): void {
    const effect = client.asked.shift()
    if (effect === undefined) throw new Error(`${client.sessionId} asks nothing.`)
    this.send(client, { type: 'effectDone', effectId: effect.effectId, result, atMs: this.nowMs })
  }

  /** Moves the clock; timers that are due fire in their order. */
  advance(durationMs: number): void {
    const endMs = this.nowMs + durationMs
    for (;;) {
      const due = this.#timers.filter((timer) => timer.dueAtMs <= endMs).sort((a, b) => a.dueAtMs - b.dueAtMs)[0]
      if (due === undefined) break
      this.#timers.splice(this.#timers.indexOf(due), 1)
      this.nowMs = due.dueAtMs
      this.send(due.client, { type: 'timer', timerId: due.timerId, atMs: this.nowMs })
    }
    this.nowMs = endMs
  }

  /** Changes the model under the running sessions, as an edit in the editor does. */
  changeModel(project: Project): void {
    const before = this.program.project
    this.program = compileProject(project, this.#catalog, { previous: this.program })
    for (const client of this.clients) client.state = adoptProject(before, project, client.state)
  }

  #take(client: SimulatedClient, event: SessionEvent, spent?: Spent): StepResult['refusal'] {
    const result = step(this.program, client.state, event, { ...(spent && { spent }), stored: this.stored, trace: this.#options.trace ?? false, ...(this.#options.nowMs && { nowMs: this.#options.nowMs }) })
    client.state = result.state
    client.traces.push(...result.trace)
    this.#spent = result.spent
    for (const effect of result.effects) this.#perform(client, effect)
    return result.refusal
  }

  #work(): void {
    if (this.#working) return
    this.#working = true
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#take(next.client, next.event, next.spent)
    this.#working = false
  }

  #perform(client: SimulatedClient, effect: Effect): void {
    switch (effect.type) {
      case 'publish':
        return this.#publish(client, effect)
      case 'listen': {
        const refused = this.#options.refuse?.(effect)
        return this.#done(client, effect.effectId, refused === undefined ? { ok: true } : { ok: false, ...refused }, effect.listeners)
      }
      case 'changeRows':
        return this.#done(client, effect.effectId, this.#changeRows(effect))
      case 'httpRequest': {
        const result = this.#options.http?.(effect.request, effect) ?? { ok: false, code: 'http/unreachable', text: 'There is no network in a simulation.' }
        if (result === 'wait') client.asked.push(effect)
        else this.#done(client, effect.effectId, result)
        return
      }
      case 'stream':
        return this.#stream(client, effect)
      case 'notify':
      case 'room':
        return this.#done(client, effect.effectId, this.#tell(client, effect))
      case 'respond':
        return this.#done(client, effect.effectId, this.#respond(client, effect))
      case 'timer':
        this.#timers.push({ client, timerId: effect.timerId, dueAtMs: effect.dueAtMs })
        return
      case 'log':
        client.logs.push(effect)
        return
      case 'failed':
        client.failures.push(effect)
        return
      case 'responded': {
        const [index = '', sessionId = ''] = effect.deliveryId.split('/')
        this.messages[Number(index)]?.receivers.push({ sessionId, outcome: effect.outcome, response: effect.response })
        return
      }
      case 'unlisten':
        return
    }
  }

  #tell({ notices, roomActions }: SimulatedClient, effect: Extract<Effect, { type: 'notify' | 'room' }>): EffectResult {
    const refused = this.#options.refuse?.(effect)
    if (refused !== undefined) return { ok: false, ...refused }
    if (effect.type === 'notify') notices.push(effect.notice)
    else roomActions.push({ roomId: effect.roomId, key: effect.key, action: effect.action })
    return { ok: true }
  }

  #respond(client: SimulatedClient, effect: Extract<Effect, { type: 'respond' }>): EffectResult {
    const refused = this.#options.refuse?.(effect)
    if (refused !== undefined) return { ok: false, ...refused }
    if (this.program.project.flows[client.openedWith]?.type !== 'endpoint') return { ok: false, code: 'respond/no_request', text: 'This session answers no HTTP request.' }
    const first = client.answers[0]
    if (first?.type === 'response' || (first !== undefined && effect.answer.type === 'response')) return { ok: false, code: 'respond/answered', text: 'The request was answered already.' }
    client.answers.push(effect.answer)
    return { ok: true }
  }

  #changeRows(effect: Extract<Effect, { type: 'changeRows' }>): EffectResult {
    const { project } = this.program
    const list = project.lists[effect.listId]
    const refused = this.#options.refuse?.(effect)
    if (refused !== undefined || list === undefined) return { ok: false, ...(refused ?? { code: 'list/missing', text: 'The list is not in the model any more.' }) }
    const rows = this.stored[list.technicalName] ?? []
    const changed = changeRows(rows, effect.changes, { project, list, atMs: this.nowMs, newId: () => `row-${(this.#rowsMade += 1)}` })
    if (!changed.ok) return changed
    this.stored[list.technicalName] = changed.rows
    return { ok: true, value: changed.inserted.map(({ id }) => id) }
  }

  /** Effect results go before everything else that waits for the session. */
  #done(client: SimulatedClient, effectId: string, result: EffectResult, arm?: Extract<Effect, { type: 'listen' }>['listeners']): void {
    this.#queue.unshift({ client, ...(this.#spent && { spent: this.#spent }), event: { type: 'effectDone', effectId, result, atMs: this.nowMs, ...(arm !== undefined && { arm }) } })
  }

  #publish(sender: SimulatedClient, effect: Publish): void {
    const refused = this.#options.refuse?.(effect)
    if (refused !== undefined) return this.#done(sender, effect.effectId, { ok: false, ...refused })
    this.#deliver(sender, effect, { payload: effect.payload })
    this.#done(sender, effect.effectId, { ok: true })
  }

  /** Opens the stream with an empty text, gives its pieces at once, and ends it. */
  #stream(sender: SimulatedClient, effect: Stream): void {
    const refused = this.#options.refuse?.(effect)
    const { source, streamId } = effect
    const pieces = source.type === 'text' ? [source.text] : this.#options.stream?.(effect)
    if (refused !== undefined || pieces === undefined) return this.#done(sender, effect.effectId, { ok: false, ...(refused ?? { code: 'http/unreachable', text: 'There is no network in a simulation.' }) })
    if (pieces === 'wait') return
    const field = this.program.project.messages[effect.messageId]?.members[effect.memberId]?.technicalName ?? ''
    const withText = (text: string): Value => ({ ...(effect.payload as { readonly [name: string]: Value }), [field]: text })
    this.#deliver(sender, effect, { payload: withText(''), whole: withText(pieces.join('')) })
    let text = ''
    for (const piece of pieces) {
      text += piece
      this.#grow(streamId, text, 'running')
    }
    this.#grow(streamId, text, 'complete')
    this.#queue.push({ client: sender, event: { type: 'effectDone', effectId: effect.effectId, result: { ok: true, value: { state: 'complete', text, reason: null } }, atMs: this.nowMs } })
  }

  #grow(streamId: string, text: string, state: 'running' | 'complete'): void {
    for (const client of this.clients) this.#queue.push({ client, event: { type: 'streamGrew', streamId, text, state, reason: null, atMs: this.nowMs } })
  }

  /** Gives a message to whom it is for. */
  #deliver(sender: SimulatedClient, effect: Publish | Stream, { payload, whole = payload }: { readonly payload: Value; readonly whole?: Value }): void {
    const index = this.messages.push({ effect, senderId: sender.sessionId, receivers: [] }) - 1
    const project = this.program.project
    for (const client of this.clients) {
      const listens = client.state.listeners.some((listener) => listener.channelId === effect.channelId && (listener.key === null || listener.key === effect.key) && (listener.messageId === null || listener.messageId === effect.messageId))
      if (!listens || !isAddressed(effect, sender, client)) continue
      const delivery: IncomingDelivery = {
        deliveryId: `${index}/${client.sessionId}`,
        payload,
        ...(effect.type === 'publish' && effect.secure && { encrypted: true }),
        ...(effect.type === 'stream' && { growingMemberId: effect.memberId }),
        event: {
          channelId: effect.channelId, channel: project.channels[effect.channelId]?.technicalName ?? '', messageId: effect.messageId, message: project.messages[effect.messageId]?.technicalName ?? '',
          key: effect.key, id: `event-${index + 1}`, seq: index + 1, sentAt: new Date(this.nowMs).toISOString(), sender: sender.state.user.name, hops: effect.hops, ...(effect.type === 'stream' && { stream: effect.streamId }),
        },
      }
      this.#queue.push({ client, event: { type: 'delivery', delivery: effect.type === 'stream' && takesWhole(client.state.listeners, delivery, project) ? wholeOf(delivery, whole) : delivery, atMs: this.nowMs } })
    }
  }
}

/** The delivery as that of a message that came whole. */
function wholeOf({ growingMemberId: _grows, event: { stream: _stream, ...event }, ...delivery }: IncomingDelivery, payload: Value): IncomingDelivery {
  return { ...delivery, event, payload }
}

/** Is this session among those that *Deliver to* names? */
export function isAddressed({ deliverTo }: Pick<Publish, 'deliverTo'>, sender: { readonly sessionId: string }, receiver: { readonly sessionId: string; readonly state: Pick<SessionState, 'user'> }): boolean {
  const { user } = receiver.state
  switch (deliverTo.type) {
    case 'all':
      return true
    case 'others':
      return receiver.sessionId !== sender.sessionId
    case 'me':
      return receiver.sessionId === sender.sessionId
    case 'users':
      return deliverTo.ids.includes(user.id)
    case 'roles':
      return user.roles.some((role) => deliverTo.roles.includes(role))
  }
}
