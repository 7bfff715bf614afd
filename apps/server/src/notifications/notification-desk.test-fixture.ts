import { join } from 'node:path'
import { openInProcessBus, type InProcessBus } from '@halley/bus'
import { compileProject } from '@halley/engine'
import type { Project, Rule } from '@halley/model'
import { catalog, exampleProjects } from '@halley/nodes'
import type { AppPushes, Environment, PushOf, PushSubscriptionOf } from '@halley/protocol'
import { encryptionOver } from '../encryption/encryption.test-fixture.ts'
import { createStorageJournal } from '../events/storage-journal.ts'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { LiveViews } from '../live/live-views.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { Projects } from '../projects/projects.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { FIRST_ORG_ID } from '../storage/identity-storage.ts'
import type { NoticeApp, NoticeHistory, NotificationStorage } from '../storage/notification-storage.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { StorageUnavailable, type Storage } from '../storage/storage.ts'
import { createNotifications, type Notifications } from './create-notifications.ts'
import type { MailToSend, PushToSend, SendOutcome } from './transports.ts'

/** What push and mail services say to what is sent to them; changed by tests. */
export type PostOffice = {
  readonly pushes: { readonly endpoint: string; readonly push: PushToSend; readonly outcome: SendOutcome }[]
  readonly mails: { readonly connectionId: string | null; readonly mail: MailToSend; readonly outcome: SendOutcome }[]
  /** What the end of the server does to what is under way. */
  close: () => void
  answer: (to: { readonly endpoint: string } | { readonly connectionId: string | null; readonly mail: MailToSend }) => SendOutcome | Promise<SendOutcome>
}

export const SENT: SendOutcome = { type: 'sent', text: 'Taken.' }
export const REFUSED: SendOutcome = { type: 'refused', text: 'Not now.', isFinal: false, retryAfterMs: null }

export type InboxNews = PushOf<AppPushes, 'inbox'>

/** A help desk with some officers, published, whose rules are asked: the bus, the storage and the clock are real, the services are the test's. */
export type NotificationDesk = {
  readonly clock: ManualClock
  readonly storage: Storage
  readonly bus: InProcessBus
  readonly office: PostOffice
  readonly app: NoticeApp
  readonly failures: string[]
  /** What the storage of notifications refuses for now. */
  readonly refused: Set<keyof NotificationStorage>
  readonly now: () => Notifications
  /** Asks the notifications for something; resolves with their answer, or when they are killed meanwhile: whoever asked them hears nothing then. */
  ask(request: (notifications: Notifications) => Promise<unknown>): Promise<void>
  /** Publishes tickets; resolves when they are acknowledged. */
  send(...tickets: readonly { readonly id: string; readonly by?: string; readonly priority?: string; readonly subject?: string }[]): Promise<void>
  /** Lets time pass and resolves when what was due is done. */
  pass(durationMs: number): Promise<void>
  settled(): Promise<void>
  /** Kills the notifications as they are, and begins them again over what is on the disk. */
  crash(): void
  /** Another model from now on. */
  draw(rules: readonly Rule[]): void
  /** Somebody opens the app; what is pushed to their inbox is noted. */
  enter(personId: string): InboxNews[]
  subscribe(personId: string, name: string): Promise<PushSubscriptionOf>
  histories(): Promise<readonly NoticeHistory[]>
  /** What became of each way, of all notifications of a person, the oldest first. */
  ways(personId: string): Promise<readonly string[]>
}

export type DeskOptions = { readonly rules: readonly Rule[]; readonly officers?: number; readonly environment?: Environment; readonly storage?: Storage; readonly clock?: ManualClock; readonly projectId?: string }

/** Storage of a desk, that may be shared by several. */
export async function openDeskStorage(cleanUps: (() => unknown)[]): Promise<Storage> {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  return storage
}

/** A help desk whose officers are officer1, officer2, …, each with an address. */
export function deskProject(id: string, officers: number, rules: readonly Rule[]): Project {
  const example = exampleProjects().find((project) => project.id === 'helpdesk-escalation')
  const officer = example?.personas['officer']
  if (example === undefined || officer === undefined) throw new Error('The helpdesk is an example.')
  const personas = Object.fromEntries(Array.from({ length: officers }, (_, index) => `officer${index + 1}`).map((name) => [name, { ...officer, id: name, name, technicalName: name, email: `${name}@example.com` }]))
  return { ...example, id, personas, rules: Object.fromEntries(rules.map((rule) => [rule.id, rule])) }
}

export async function openDesk(cleanUps: (() => unknown)[], { rules, officers = 1, environment = 'published', clock = new ManualClock(), projectId = 'desk', ...options }: DeskOptions): Promise<NotificationDesk> {
  const storage = options.storage ?? (await openDeskStorage(cleanUps))
  const failures: string[] = []
  const onFailure = (_error: unknown, what: string): void => void failures.push(what)
  const projects = new Projects({ storage, clock, onProblem: onFailure })
  let project = deskProject(projectId, officers, rules)
  await projects.create(project, FIRST_ORG_ID)
  const org = 'local'
  const bus = await openInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: () => undefined, journal: createStorageJournal({ events: storage.events, keepingOf: () => null }) })
  cleanUps.push(() => bus.close())
  const { encryption, seal } = encryptionOver(storage, clock)
  const views = new LiveViews({ storage, clock, onFailure, sessions: () => ({ find: () => undefined }) })
  const refused = new Set<keyof NotificationStorage>()
  const office: PostOffice = { pushes: [], mails: [], close: () => undefined, answer: () => SENT }
  const app: NoticeApp = { projectId, environment }
  type Life = { readonly notifications: Notifications; readonly kill: () => void; readonly isKilled: Promise<void>; readonly opened: ReturnType<Notifications['open']> }
  const begin = (): Life => {
    const kept = killable(storage.notifications, refused)
    const notifications = createNotifications({
      storage: { ...storage, notifications: kept.storage }, clock, bus, projects, encryption, seal, onFailure, liveViewOf: (room) => views.of(room), permits: { isSafe: false, stopOf: () => undefined }, publicUrl: () => 'https://halley.example', random: () => 0.5,
      push: {
        publicKey: () => Promise.resolve('key'),
        send: async ({ endpoint }, push) => {
          const outcome = await office.answer({ endpoint })
          office.pushes.push({ endpoint, push, outcome })
          return outcome
        },
        close: () => undefined,
      },
      mail: {
        send: async (_project, connectionId, mail) => {
          const outcome = await office.answer({ connectionId, mail })
          office.mails.push({ connectionId, mail, outcome })
          return outcome
        },
        close: () => office.close(),
      },
    })
    const opened = notifications.open({ projectId, runsIn: { org, environment }, project: () => project, program: () => compileProject(project, catalog, {}) })
    notifications.begin()
    let killed: () => void = () => undefined
    const isKilled = new Promise<void>((resolve) => (killed = resolve))
    const kill = (): void => {
      kept.kill()
      killed()
    }
    return { notifications, kill, isKilled, opened }
  }
  let current = begin()
  cleanUps.push(() => current.notifications.close())
  const settled = async (): Promise<void> => {
    const life = current
    await Promise.race([life.notifications.settled(), life.isKilled])
    if (life !== current) await settled()
  }
  await settled()
  return {
    clock, storage, bus, office, app, failures, refused, settled,
    now: () => current.notifications,
    ask: async (request) => {
      const life = current
      await Promise.race([request(life.notifications), life.isKilled])
    },
    send: async (...tickets) => {
      for (const { id, by, priority = 'high', subject = `Printer ${id}` } of tickets) {
        const answer = await bus.publish({ org, topic: `events.${org}.${environment === 'draft' ? `draft-${projectId}` : 'helpdesk'}.escalation.Ticket._`, id: `${projectId}-${id}`, source: by === undefined ? 'program/test' : `person/${by}`, type: 'Ticket', data: { subject, priority } })
        if (!answer.ok) throw new Error(answer.message)
      }
    },
    pass: async (durationMs) => {
      clock.advance(durationMs)
      await settled()
    },
    crash: () => {
      current.kill()
      current = begin()
    },
    draw: (next) => {
      project = { ...project, rules: Object.fromEntries(next.map((rule) => [rule.id, rule])) }
      current.opened.modelChanged()
    },
    enter: (personId) => {
      const news: InboxNews[] = []
      current.notifications.inbox.enter(app, { personId, push: (one) => void news.push(one) }, project)
      return news
    },
    subscribe: async (personId, name) => {
      const subscription = { endpoint: `https://push.example/${name}`, keys: { p256dh: 'p', auth: 'a' } }
      await storage.notifications.saveSubscription(app, personId, subscription, { at: clock.nowMs(), limit: 20 })
      return subscription
    },
    histories: () => storage.notifications.readHistories(app, { before: null, limit: 10_000 }),
    ways: async (personId) => (await storage.notifications.readHistories(app, { before: null, limit: 10_000 })).toReversed().flatMap(({ notice, attempts }) => (notice.recipient.id === personId ? attempts.map(({ way, outcome }) => `${way} ${outcome}`) : [])),
  }
}

/** Storage for one life of a process: after its end, nothing that is asked is answered any more, and nothing is written. */
function killable(storage: NotificationStorage, refused: ReadonlySet<keyof NotificationStorage>): { readonly storage: NotificationStorage; readonly kill: () => void } {
  let isDead = false
  const guarded: NotificationStorage = new Proxy(storage, {
    get: (target, name: keyof NotificationStorage) => (...parameters: never[]) => {
      if (isDead) return new Promise(() => undefined)
      if (refused.has(name)) return Promise.reject(new StorageUnavailable(new Error('The disk is full.')))
      const method = target[name] as (...given: never[]) => Promise<unknown>
      // What was on its way is on the disk, and nobody is there who could hear of it.
      return method(...parameters).then((answer) => (isDead ? new Promise(() => undefined) : answer))
    },
  })
  return { storage: guarded, kill: () => void (isDead = true) }
}
