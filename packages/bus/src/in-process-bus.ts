import { BusCore } from './bus-core.ts'
import type { BusCoreOptions } from './bus-core.ts'
import type { EventBus } from './event-bus.ts'

/** The in-process bus: the port, and the core behind it for callers in the same process that want no promises. */
export interface InProcessBus extends EventBus {
  readonly core: BusCore
}

/** Makes a bus whose log and subscriptions live in this process. A restart loses the log, so each has its own epoch. */
export function createInProcessBus(options: BusCoreOptions): InProcessBus {
  const core = new BusCore(options)
  const subscribeAll: EventBus['subscribeAll'] = (connection, patterns, { from } = {}) =>
    new Promise((resolve) => core.subscribe(connection, from === undefined ? { patterns } : { patterns, from }, resolve))
  return {
    core,
    connect: (request) => core.connect(request),
    // The executor runs at once, so calls take effect in their order; what it throws becomes a rejection.
    publish: (request) => new Promise((resolve) => resolve(core.publish(request))),
    subscribe: (connection, pattern, { from, id } = {}) => subscribeAll(connection, [id === undefined ? { pattern } : { pattern, id }], from === undefined ? {} : { from }),
    subscribeAll,
    unsubscribe: (connection, subscriptionId) => new Promise((resolve) => resolve(core.unsubscribe(connection, subscriptionId))),
    disconnect: (connection) => new Promise((resolve) => resolve(core.disconnect(connection))),
    receivers: (org, topic, filters) => core.receivers(org, topic, filters),
    position: (org) => new Promise((resolve) => resolve(core.position(org))),
    close: () => new Promise((resolve) => resolve(core.close())),
  }
}
