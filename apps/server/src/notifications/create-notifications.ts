import type { EventBus } from '@halley/bus'
import { LIMITS, type NoticeWay, type Project } from '@halley/model'
import type { NoticeRecord, PersonaReach } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import type { SessionSeal } from '../encryption/sealed-state.ts'
import type { LiveView } from '../live/live-view.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import type { RunPermits } from '../safety/run-permits.ts'
import type { OutwardEffects } from '../sessions/outward-effects.ts'
import type { RunsIn } from '../sessions/topic-names.ts'
import type { Storage } from '../storage/storage.ts'
import type { NoticeApp, NoticeHistory, StoredCause } from '../storage/notification-storage.ts'
import { announceNotices } from './announce-notices.ts'
import { RuleAsker } from './ask-rules.ts'
import { hasInbox, InboxDesk } from './inbox-desk.ts'
import { InboxLines } from './inbox-lines.ts'
import { NoticeMaker } from './make-notices.ts'
import { NoticeNews } from './notice-news.ts'
import { recordOnWire } from './notice-on-wire.ts'
import { createNotify } from './notify-effect.ts'
import { PeopleOfApps, type NoticePerson } from './people-of-app.ts'
import { PostDesk } from './post-desk.ts'
import { mailOf, previewPostOf, pushOf } from './post-of.ts'
import { PreviewPostBox, type PreviewPostNews } from './preview-post.ts'
import { createOpening, type OpenNotice } from './open-notice.ts'
import { QuietToasts } from './quiet-toasts.ts'
import { RuleWatch } from './rule-watch.ts'
import type { MailTransport, PushTransport, SendOutcome } from './transports.ts'
import { createAttempting, type PostingApp } from './try-attempt.ts'
import type { WatchedApp } from './watched-app.ts'

/** Milliseconds between looks for notifications that nobody needs any more. */
const PRUNE_EVERY_MS = 60 * 60_000

/** Milliseconds that notifications are kept which are in no inbox any more: for who asks what became of them. */
const ENDED_KEPT_MS = 30 * 24 * 3_600_000

export type NotificationsSurroundings = {
  readonly storage: Pick<Storage, 'notifications' | 'identity'>
  readonly clock: ServerClock
  readonly bus: EventBus
  readonly projects: Pick<Projects, 'open'>
  readonly liveViewOf: (room: ProjectRoom) => LiveView
  readonly permits: Pick<RunPermits, 'stopOf' | 'isSafe'>
  readonly seal: SessionSeal
  readonly encryption: Pick<MessageEncryption, 'decrypt'>
  /** Where people reach the server, without a slash at its end. */
  readonly publicUrl: () => string
  /** Left out, nothing is pushed or mailed: attempts are given up, and say so. They are closed with the notifications. */
  readonly push?: PushTransport | undefined
  readonly mail?: MailTransport | undefined
  /** From 0 up to 1. */
  readonly random?: (() => number) | undefined
  readonly onFailure: (error: unknown, what: string) => void
  /** Is told, for the figures, what became of each attempt. */
  readonly onOutcome?: ((way: NoticeWay, outcome: string) => void) | undefined
}

/** An app whose rules are asked, until `close`. */
export type NoticesOfApp = {
  /** The model has changed. */
  modelChanged(): void
  /** What the project may do has changed. */
  permitChanged(): void
  /** Resolves when what is under way is done; the rest is done when it runs again. */
  close(): Promise<void>
}

/** The notifications of a server. */
export type Notifications = {
  readonly notify: OutwardEffects['notify']
  readonly inbox: InboxDesk
  readonly box: PreviewPostBox
  readonly maker: NoticeMaker
  readonly people: (app: NoticeApp, project: Project) => Promise<readonly NoticePerson[]>
  readonly openNotice: OpenNotice
  /** The key that browsers subscribe to pushes with; null where nothing is pushed. */
  pushKey(): Promise<string | null>
  /** A project runs. */
  open(app: { readonly projectId: string; readonly runsIn: RunsIn } & Pick<WatchedApp, 'project' | 'program'>): NoticesOfApp
  /** Has a persona of the preview be reached another way from now on; back online, its inbox is there again. */
  setReach(projectId: string, personaId: string, reach: PersonaReach): Promise<void>
  /** The model of an app that runs; undefined when it does not. */
  projectOf(app: NoticeApp): Project | undefined
  /** A notification as the log of the editor shows it now. */
  recordOf(history: NoticeHistory): NoticeRecord
  /** Is told of what editors show. Returns what ends it. */
  onEditorNews(listener: (news: PreviewPostNews) => void): void
  /** Somebody asked for another try of what was given up; it is on the disk as due. */
  retried(app: NoticeApp, noticeId: string): void
  /** Begins to ask rules, and to send. */
  begin(): void
  /** Notes how far rules were asked; for every few seconds. */
  sweep(): void
  /** Resolves when what has been heard is asked about, and what is due is sent. */
  settled(): Promise<void>
  /** Resolves when nothing is under way; the rest is done at the next start. */
  close(): Promise<void>
}

/** Makes the notifications of a server; nothing is asked or sent before `begin`. */
export function createNotifications(surroundings: NotificationsSurroundings): Notifications {
  const { storage, clock, bus, projects, liveViewOf, permits, seal, encryption, publicUrl, push, mail, random = Math.random, onFailure, onOutcome = () => undefined } = surroundings
  const listeners = new Set<(news: PreviewPostNews) => void>()
  const tell = (news: PreviewPostNews): void => listeners.forEach((listener) => listener(news))
  const running = new Map<string, { readonly app: WatchedApp; readonly watch: RuleWatch }>()
  const lines = new InboxLines()
  const box = new PreviewPostBox(tell)
  const peopleOfApps = new PeopleOfApps(storage.identity, clock)
  const kept = storage.notifications
  const log = (projectId: string, row: Parameters<LiveView['log']['put']>[0]): void => {
    projects.open(projectId).then((room) => room !== null && liveViewOf(room).log.put(row), (error: unknown) => onFailure(error, 'the log of notifications'))
  }
  const news = new NoticeNews({ storage: kept, clock, log, onFailure, recordOf: (history) => recordOf(history), tell: ({ projectId, environment }, records) => tell({ projectId, event: 'notices', payload: { environment, records: [...records] } }) })
  const people: Notifications['people'] = async (app, project) => {
    const room = await projects.open(app.projectId)
    return room === null ? [] : peopleOfApps.of({ environment: app.environment, orgId: room.orgId }, project)
  }
  const projectOf: Notifications['projectOf'] = (app) => running.get(nameOf(app))?.app.project()
  const appOf = async ({ projectId, environment }: NoticeApp): Promise<PostingApp | string> => {
    const room = await projects.open(projectId)
    if (room === null) return 'The project was deleted.'
    const project = projectOf({ projectId, environment }) ?? (environment === 'draft' ? room.project : undefined)
    if (project === undefined) return 'The app is not published any more. Publish it and try again.'
    const app = { projectId, environment }
    return { ...app, project, people: () => people(app, project), held: permits.stopOf(projectId)?.text }
  }
  const isOnline = (app: NoticeApp, personId: string): boolean => lines.isOpen(app, personId) && (app.environment === 'published' || box.reachOf(app.projectId, personId) === 'online')
  const desk: PostDesk = new PostDesk({
    storage: kept, clock, onFailure,
    cut: () => {
      push?.close()
      mail?.close()
    },
    onPause: (lane, pause, waiting) => news.lanePaused(lane, pause, waiting.map(({ notice }) => notice.id)),
    ...createAttempting({
      storage: kept, clock, random, appOf, pushOf, onOutcome, onFailure,
      push: push ?? { send: () => Promise.resolve(NOT_SENT) },
      mailOf: (post) => mailOf(post, publicUrl()),
      mail: (post, connectionId) => mail?.send(post.app.project, connectionId, mailOf(post, publicUrl())) ?? Promise.resolve(NOT_SENT),
      preview: (post, sent) => box.put(post.app.projectId, previewPostOf(post, sent, new Date(clock.nowMs()).toISOString())),
      reachOf: (projectId, personId) => box.reachOf(projectId, personId),
      isOnline,
      changed: (app, ids) => news.changed(app, ids),
      row: (projectId, row) => news.attemptRow(projectId, row),
    }),
  })
  const recordOf: Notifications['recordOf'] = (history) => recordOnWire(history, (lane) => desk.pauseOf(lane))
  const announce = (cause: StoredCause, recipients: number): void => {
    const app = running.get(nameOf(cause))?.app
    if (app !== undefined) announceNotices(bus, app, cause, recipients).catch((error: unknown) => onFailure(error, 'telling programs of notifications'))
  }
  const quietToasts = new QuietToasts({ storage: kept, clock, lines, isOnline, onFailure })
  const maker = new NoticeMaker({ storage: kept, clock, lines, box, quietToasts, news, announce, poke: () => desk.poke(), onOutcome })
  const inbox = new InboxDesk({ storage: kept, clock, lines, box, news, onFailure })
  const sealed = (causeId: string, message: unknown): string => JSON.stringify(seal.of(sealName(causeId))(message))
  const asker = new RuleAsker({ clock, maker, news, seal: sealed })
  let hasBegun = false
  let isClosing = false
  let cancelPruning: CancelTimer = () => undefined
  let pruning: Promise<void> = Promise.resolve()
  const pruneLater = (): void => {
    cancelPruning = clock.setTimer(PRUNE_EVERY_MS, () => {
      pruning = kept.prune({ perPerson: LIMITS.inboxKept, endedBefore: clock.nowMs() - ENDED_KEPT_MS }, () => !isClosing).catch((error: unknown) => onFailure(error, 'taking old notifications away'))
      pruneLater()
    })
  }

  return {
    inbox, box, maker, people, projectOf, recordOf,
    notify: createNotify({ clock, maker, news, people, seal: sealed, onFailure }),
    openNotice: createOpening({ open: (causeId, opens) => seal.open(sealName(causeId), opens), encryption }),
    pushKey: () => push?.publicKey() ?? Promise.resolve(null),
    open: ({ projectId, runsIn, project, program }) => {
      const app: WatchedApp = { projectId, environment: runsIn.environment, runsIn, project, program, mayRun: () => permits.stopOf(projectId) === undefined }
      const watch = new RuleWatch(app, {
        bus, storage: kept, clock, onFailure,
        ask: (current, deliveries) => asker.ask({ ...app, program: current, people: () => people(app, current.project) }, deliveries),
        heardItself: (ruleIds) => {
          for (const ruleId of ruleIds) news.row(projectId, { id: `rule-itself-${ruleId}`, level: 'info', code: 'notice/heard_itself', text: `The pattern of the rule "${project().rules[ruleId]?.name ?? ''}" also matches what tells programs of notifications. Rules are not asked about that, or they would notify each other without an end.` })
        },
        missed: (_app, reason) => news.row(projectId, { id: `notices-missed-${runsIn.environment}-${clock.nowMs()}`, level: runsIn.environment === 'draft' ? 'info' : 'warning', code: 'notice/missed', text: `Notifications of messages that were sent while the server${runsIn.environment === 'draft' ? ' or the project' : ''} was not running may be missing: ${reason}.` }),
      })
      const entry = { app, watch }
      running.set(nameOf(app), entry)
      let showsInbox = hasInbox(project())
      if (hasBegun) void watch.follow()
      return {
        modelChanged: () => {
          const adopt = async (): Promise<void> => {
            // Its connection may be mended.
            desk.tryNow({ projectId, environment: runsIn.environment })
            if (hasBegun) await watch.follow()
            if (showsInbox === hasInbox(project())) return
            showsInbox = !showsInbox
            // Not before its rules are asked.
            inbox.modelChanged(app, project())
          }
          void adopt()
        },
        permitChanged: () => {
          if (hasBegun) void watch.follow()
          desk.poke()
        },
        close: async () => {
          if (running.get(nameOf(app)) === entry) running.delete(nameOf(app))
          await watch.close()
        },
      }
    },
    setReach: async (projectId, personaId, reach) => {
      box.setReach(projectId, personaId, reach)
      if (reach === 'online') await inbox.cameBack({ projectId, environment: 'draft' }, personaId)
    },
    onEditorNews: (listener) => void listeners.add(listener),
    retried: (app, noticeId) => {
      news.changed(app, [noticeId])
      // Whoever asks for it knows that the cause is gone.
      desk.tryNow(app)
    },
    begin: () => {
      // In safe mode nothing runs; what is due waits for the next start without it.
      if (permits.isSafe) return
      hasBegun = true
      for (const { watch } of running.values()) void watch.follow()
      desk.begin()
      pruneLater()
    },
    sweep: () => {
      for (const { watch } of running.values()) watch.note().catch((error: unknown) => onFailure(error, 'noting how far rules were asked'))
    },
    settled: async () => {
      for (const { watch } of running.values()) await watch.settled()
      await desk.settled()
    },
    close: async () => {
      isClosing = true
      cancelPruning()
      await Promise.all([...running.values()].map(({ watch }) => watch.close()))
      await desk.close()
      await pruning
      quietToasts.close()
      news.close()
    },
  }
}

const NOT_SENT: SendOutcome = { type: 'refused', text: 'This server sends none.', isFinal: true, retryAfterMs: null }

function nameOf({ projectId, environment }: NoticeApp): string {
  return `${environment}/${projectId}`
}

/** What is sealed of a notification opens as that of its cause alone. */
function sealName(causeId: string): string {
  return `notification ${causeId}`
}
