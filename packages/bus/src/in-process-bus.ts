import { BusCore } from './bus-core.ts'
import type { BusCoreOptions } from './bus-core.ts'
import type { EventBus } from './event-bus.ts'
import type { EventJournal } from './event-journal.ts'
import { openLog } from './opened-log.ts'

/** The in-process bus: the port, and the core behind it for callers in the same process that want no promises. */
export interface InProcessBus extends EventBus {
  readonly core: BusCore
}

/** Makes a bus whose log and subscriptions live in this process. A restart loses the log, so each has its own epoch. */
export function createInProcessBus(options: Omit<BusCoreOptions, 'journal' | 'logs'>): InProcessBus {
  return busOf(new BusCore(options))
}

/** Makes a bus whose logs are in a journal: it goes on with those that are there. Rejects when the journal cannot be read. */
export async function openInProcessBus(options: Omit<BusCoreOptions, 'logs'> & { readonly journal: EventJournal }): Promise<InProcessBus> {
  const logs = (await options.journal.read()).map(openLog)
  await options.journal.open(logs.map(({ head }) => head))
  return busOf(new BusCore({ ...options, logs }))
}

function busOf(core: BusCore): InProcessBus {
  const subscribeAll: EventBus['subscribeAll'] = (connection, patterns, { from } = {}) =>
    new Promise((resolve) => core.subscribe(connection, from === undefined ? { patterns } : { patterns, from }, resolve))
  return {
    core,
    connect: (request) => core.connect(request),
    // The executor runs at once, so calls take effect in their order; what it throws becomes a rejection.
    publish: (request) => new Promise((resolve) => core.publishDurably(request, resolve)),
    subscribe: (connection, pattern, { from, id } = {}) => subscribeAll(connection, [id === undefined ? { pattern } : { pattern, id }], from === undefined ? {} : { from }),
    subscribeAll,
    unsubscribe: (connection, subscriptionId) => new Promise((resolve) => resolve(core.unsubscribe(connection, subscriptionId))),
    disconnect: (connection) => new Promise((resolve) => resolve(core.disconnect(connection))),
    receivers: (org, topic, filters) => core.receivers(org, topic, filters),
    position: (org) => new Promise((resolve) => resolve(core.position(org))),
    close: () => core.closeDurably(),
  }
}
