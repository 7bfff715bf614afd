import { openInProcessBus, type BusProblem, type InProcessBus } from '@halley/bus'
import type { ServerClock } from '../clock.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import type { ModelPlaces } from '../sessions/find-topic-model.ts'
import type { Storage } from '../storage/storage.ts'
import { createChannelHistory } from './channel-history.ts'
import { keepingNow, settingOf } from './kept-events.ts'
import { createReadHistory, type ReadHistory } from './read-history.ts'
import { createStorageJournal } from './storage-journal.ts'

/**
 * Sweeps of the bus between looks for what channels do not keep any more: an hour. What is too old or no longer wanted is not given
 * out in the meantime, and a look opens every project that keeps something.
 */
const SWEEPS_PER_TIDYING = 360

export type OpenBusOptions = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** Where the models are that say what channels keep; asked after the bus was opened. */
  readonly places: () => ModelPlaces
  readonly onFailure: (error: unknown, what: string) => void
}

/** The bus of a server with all that it keeps. */
export type OpenedBus = {
  readonly bus: InProcessBus
  readonly readHistory: ReadHistory
  /** Lets go of what is no longer held; for every few seconds. */
  sweep(): void
}

/** Opens the bus where the storage has its logs left. Rejects when they cannot be read. */
export async function openBus({ storage, clock, places, onFailure }: OpenBusOptions): Promise<OpenedBus> {
  const history = createChannelHistory({ storage: storage.channelHistory, clock, settingOf: (channel) => settingOf(channel, places()) })
  const journal = createStorageJournal({ events: storage.events, keepingOf: (topic) => keepingNow(topic, places()) })
  const onError = (problem: BusProblem): void => onFailure('error' in problem ? problem.error : problem, `the bus (${problem.type})`)
  const bus = await openInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError, journal, history })
  let sweeps = 0
  return {
    bus,
    readHistory: createReadHistory({ core: bus.core, history }),
    sweep: () => {
      bus.core.sweep()
      sweeps += 1
      if (sweeps % SWEEPS_PER_TIDYING === 0) history.tidy().catch((error: unknown) => onFailure(error, 'tidying what channels keep'))
    },
  }
}
