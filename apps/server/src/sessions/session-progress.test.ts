import { createInProcessBus } from '@halley/bus'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { SessionProgress } from './session-progress.ts'

async function start(events: number) {
  let made = 0
  const bus = createInProcessBus({ clock: new ManualClock(), newId: () => `id${(made += 1)}`, newEpoch: () => 'epoch', onError: () => undefined })
  const publish = () => bus.publish({ org: 'acme', topic: 'events.a', source: '/tests', type: 't', data: null })
  for (let count = 0; count < events; count += 1) await publish()
  return { progress: new SessionProgress(bus, 'acme'), publish }
}

describe('the place in the log that a session has reached', () => {
  it('is the newest while nothing waits, whomever that is for', async () => {
    const { progress, publish } = await start(3)
    expect(await progress.position()).toEqual({ epoch: 'epoch', seq: 3 })
    await publish()
    expect(await progress.position()).toEqual({ epoch: 'epoch', seq: 4 })
  })

  it('is before the first that waits or is being handled, in whatever order they are done', async () => {
    const { progress } = await start(9)
    const [fifth, seventh] = [progress.begin(5), progress.begin(7)]
    expect((await progress.position()).seq).toBe(4)
    seventh()
    expect((await progress.position()).seq).toBe(4)
    fifth()
    fifth()
    expect((await progress.position()).seq).toBe(9)
  })

  it('stays where it was while the past is read, for what comes then is on its way', async () => {
    const { progress, publish } = await start(2)
    await progress.during(async () => {
      await publish()
      expect((await progress.position()).seq).toBe(2)
    })
    expect((await progress.position()).seq).toBe(3)
  })

  it('does not wait for what a late joiner is given, but says how much of it there is', async () => {
    const { progress } = await start(2)
    const done = progress.beginLate()
    expect([(await progress.position()).seq, progress.late]).toEqual([2, 1])
    done()
    done()
    expect(progress.late).toBe(0)
  })
})
