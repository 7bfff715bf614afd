import { join } from 'node:path'
import { createInProcessBus, type EventBus } from '@halley/bus'
import type { Value } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import type { AppPushes, PushOf } from '@halley/protocol'
import { afterEach, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { LiveView } from '../live/live-view.ts'
import { encryptionOver } from '../encryption/encryption.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { RunPermits } from '../safety/run-permits.ts'
import { PresenceHub } from '../presence/presence-hub.ts'
import { createStreams } from '../streams/create-streams.ts'
import { StoredListHost } from '../stored-lists/stored-list-host.ts'
import { OrgRates } from './org-rates.ts'
import { ProjectSessions } from './project-sessions.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

it('an effect that breaks in the server leaves by the Error exit, and the session goes on', async () => {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const clock = new ManualClock()
  const failures: string[] = []
  const onFailure = (_error: unknown, what: string): void => void failures.push(what)
  const working = createInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: () => undefined })
  cleanUps.push(() => working.close())
  const bus: EventBus = { ...working, publish: () => Promise.reject(new Error('The bus broke.')) }
  const project = exampleProjects().find(({ id }) => id === 'helpdesk-escalation')
  if (project === undefined) throw new Error('The helpdesk is an example.')
  const live = new LiveView(project.id, { storage, clock, armed: () => [], waiting: () => [], onFailure: (error) => onFailure(error, 'log') })
  const ask = () => Promise.resolve({ ok: false, code: 'unavailable', text: 'There is no network.' } as const)
  const unavailable = ask
  const sessions = new ProjectSessions({ project, runsIn: { org: 'local', environment: 'draft' }, live }, { storage, storedLists: new StoredListHost({ storage, clock, onFailure }), outward: { notify: unavailable, doInRoom: unavailable }, clock, bus, ...encryptionOver(storage, clock), presence: new PresenceHub(clock), orgRates: new OrgRates(), permits: new RunPermits({ storage: storage.runHolds, clock, isSafe: false, onFailure }), streams: createStreams({ bus, clock, onFailure, read: () => Promise.resolve({ ok: true }) }), ask, monotonicMs: () => 0, onFailure })
  cleanUps.push(() => sessions.close())

  const place = sessions.enter({ protocol: 1, projectId: project.id, environment: 'draft', personaId: 'customer', slot: 1, flowId: null, resume: null, device: null })
  const shown: PushOf<AppPushes, 'screens'>[] = []
  place.attach({ push: (event, payload) => void (event === 'screens' && shown.push(payload as PushOf<AppPushes, 'screens'>)), replaced: () => undefined })
  // Answered when the start has come to rest.
  await place.actor.post({ type: 'closeOverlay', screenId: 'none' })
  const screen = shown.at(-1)?.main
  const idOf = (label: string): string => screen?.widgets.find((widget) => (widget.kind === 'button' || widget.kind === 'input') && widget.label === label)?.id ?? label
  const inputs: { [id: string]: Value } = { [idOf('Subject')]: 'Printer on fire', [idOf('Priority')]: 'high', [idOf('What happened?')]: 'Smoke' }
  expect(await place.actor.post({ type: 'press', screenId: screen?.id ?? '', widgetId: idOf('Send'), inputs })).toBeNull()

  expect(shown.at(-1)?.main?.title).toBe('Thank you')
  const { rows } = await live.log.read(null, 100)
  expect(rows.find(({ nodeId, type }) => nodeId === 'escalate' && type === 'error')).toMatchObject({ code: 'internal' })
  expect(failures).toHaveLength(1)
})
