import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { processMetrics } from './process-metrics.ts'

/** Seconds by which answers are sorted: a page within 5 ms, a person's patience, what proxies wait for. */
const ANSWER_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 60]

/** Seconds by which commits are sorted: a fast disk, a slow one, the promise of a second. */
const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.6, 1, 5]

/** What is counted when it is asked for. */
export type ServerState = {
  /** Connections by namespace; `http` for streams of events. */
  readonly connections: () => Readonly<Record<string, number>>
  /** Patterns that sessions and programs are subscribed to. */
  readonly subscriptions: () => number
  readonly sessions: () => number
  readonly runs: () => number
  /** Events that the bus holds for late joiners. */
  readonly heldEvents: () => number
  /** Publishes remembered to know duplicates by. */
  readonly rememberedPublishes: () => number
  /** The most bytes that any reader of events has waiting. */
  readonly mostUndeliveredBytes: () => number
  /** Events handed to programs. */
  readonly handedToPrograms: () => number
}

/** Who published, or got, an event. */
export type Party = 'session' | 'program'

/**
 * The figures of one server, for Prometheus. Labels come from short lists (namespaces, routes, codes, outcomes), never topics,
 * ids or names: what a stranger sends makes no new series.
 */
export class ServerMetrics {
  readonly #registry = new Registry()
  readonly #published = this.#counter('halley_publishes_total', 'Publishes by who made them and their outcome: accepted, duplicate, or the code of the refusal.', ['sender', 'outcome'])
  readonly #delivered = this.#counter('halley_deliveries_total', 'Deliveries by receiver and outcome; one that changes its outcome counts for both.', ['receiver', 'outcome'])
  readonly #roomPosts = this.#counter('halley_room_posts_total', 'Posts of people and flows in rooms by their outcome: accepted, duplicate, or the code of the refusal.', ['outcome'])
  readonly #roomAnswers = this.#counter('halley_room_answers_total', 'Answers of agents in rooms by their outcome: complete, cancelled, failed, nothing (a flow had nothing to say), limited (not given, since agents had answered each other too often).', ['outcome'])
  readonly #notified = this.#counter('halley_notifications_total', 'Notifications by way (inbox, push, email) and what became of them; a try that is to be repeated counts, too.', ['way', 'outcome'])
  readonly #refused = this.#counter('halley_handshakes_refused_total', 'Connections that were refused, by namespace (engine: before one was named) and code.', ['namespace', 'code'])
  readonly #answers = this.#counter('halley_http_requests_total', 'HTTP requests by method, route and status.', ['method', 'route', 'status'])
  readonly #answerSeconds = new Histogram({ name: 'halley_http_request_duration_seconds', help: 'Seconds until a request was answered, by route; streams left out.', labelNames: ['route'], buckets: ANSWER_SECONDS, registers: [this.#registry] })
  readonly #commitSeconds = new Histogram({ name: 'halley_storage_commit_duration_seconds', help: 'Seconds that a commit of the storage took, with all writes that shared it.', buckets: COMMIT_SECONDS, registers: [this.#registry] })
  readonly #endProcessMetrics: () => void

  constructor(version: string, state: ServerState) {
    this.#endProcessMetrics = processMetrics(this.#registry)
    new Gauge({ name: 'halley_build_info', help: 'Always 1; the label is the version.', labelNames: ['version'], registers: [this.#registry] }).set({ version }, 1)
    const connections = new Gauge({
      name: 'halley_connections', help: 'Open connections by namespace; http: streams of events.', labelNames: ['namespace'], registers: [this.#registry],
      collect: () => {
        for (const [namespace, count] of Object.entries(state.connections())) connections.set({ namespace }, count)
      },
    })
    this.#gauge('halley_subscriptions', 'Patterns that sessions and programs are subscribed to.', state.subscriptions)
    this.#gauge('halley_sessions', 'Running sessions, of drafts and published apps, service sessions included.', state.sessions)
    this.#gauge('halley_runs', 'Runs of flows that have not ended.', state.runs)
    this.#gauge('halley_bus_events', 'Events that the bus holds for those who come back.', state.heldEvents)
    this.#gauge('halley_bus_remembered_publishes', 'Publishes remembered so that one sent again is known.', state.rememberedPublishes)
    this.#gauge('halley_undelivered_bytes_max', 'The most bytes of live events that wait for any one program.', state.mostUndeliveredBytes)
    // Counted by itself: at 100,000 events a second, a label for each would be felt.
    const handed = new Counter({
      name: 'halley_program_events_total', help: 'Events handed to connections of programs, replays included.', registers: [this.#registry],
      collect: () => {
        handed.reset()
        handed.inc(state.handedToPrograms())
      },
    })
  }

  /** What there is, for the documentation. */
  get list(): readonly { readonly name: string; readonly help: string }[] {
    return this.#registry.getMetricsAsArray().map(({ name, help }) => ({ name, help }))
  }

  /** The figures as Prometheus reads them, and their content type. */
  async read(): Promise<{ readonly text: string; readonly contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType }
  }

  published(sender: Party, outcome: string): void {
    this.#published.inc({ sender, outcome })
  }

  delivered(receiver: Party, outcome: string, count = 1): void {
    this.#delivered.inc({ receiver, outcome }, count)
  }

  /** Something became of a notification by one way. */
  notified(way: string, outcome: string): void {
    this.#notified.inc({ way, outcome })
  }

  postedInRoom(outcome: string): void {
    this.#roomPosts.inc({ outcome })
  }

  answeredInRoom(outcome: string): void {
    this.#roomAnswers.inc({ outcome })
  }

  handshakeRefused(namespace: string, code: string): void {
    this.#refused.inc({ namespace, code })
  }

  /** A request was answered; `seconds` is left out for a stream. */
  answered({ method, route, status, seconds }: { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number | undefined }): void {
    this.#answers.inc({ method, route, status })
    if (seconds !== undefined) this.#answerSeconds.observe({ route }, seconds)
  }

  committed(seconds: number): void {
    this.#commitSeconds.observe(seconds)
  }

  /** Lets go of what the figures are read from. */
  close(): void {
    this.#endProcessMetrics()
    this.#registry.clear()
  }

  #counter<T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(read()) })
  }
}
