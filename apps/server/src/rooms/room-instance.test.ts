import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { agentOf, roomApp } from './room-app.test-fixture.ts'
import { roomsOver, TestDevice, turn } from './room-instance.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const PEOPLE = ['Ada', 'Ben', 'Cleo'] as const

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('post' as const), who: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('again' as const), who: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('read' as const), who: fc.nat(2), readTo: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('open' as const), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const), who: fc.nat(2) }) },
  // Lets some of what is under way go on; without it, all happens at once.
  { weight: 4, arbitrary: fc.record({ type: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 12 }) }) },
)

describe('a room in memory', () => {
  it('has dense numbers and right unread marks on every device, however people write, read, open and leave', async () => {
    const { clock, storage, room, failures } = await roomsOver(cleanUps)
    let key = 0
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      key += 1
      const place = { projectId: 'rooms-project', environment: 'draft' as const, roomId: 'support', keyToken: `k${key}` }
      const { instance } = room(place.keyToken, 'support')
      const devices = new Set<TestDevice>()
      const doing: Promise<unknown>[] = []
      let posts = 0
      for (const one of steps) {
        const who = 'who' in one ? (PEOPLE[one.who] ?? 'Ada') : 'Ada'
        switch (one.type) {
          case 'post':
            doing.push(new TestDevice(instance, who, clock).post(`m${(posts += 1)}`))
            break
          case 'again':
            // Whoever else has it already is refused, and takes no number.
            if (posts > 0) doing.push(new TestDevice(instance, who, clock).post(`m${posts}`))
            break
          case 'read':
            doing.push(instance.markRead({ id: who, name: who, role: '' }, one.readTo))
            break
          case 'open': {
            const device = new TestDevice(instance, who, clock)
            devices.add(device)
            doing.push(device.open())
            break
          }
          case 'close': {
            const device = [...devices].find(({ look, state }) => look.person.id === who && state !== null)
            if (device === undefined) break
            devices.delete(device)
            instance.close(device.look, 'left')
            break
          }
          case 'turns':
            for (let time = 0; time < one.count; time += 1) await turn()
        }
      }
      await Promise.all(doing)
      await turn()
      await turn()
      const { messages } = await storage.page(place, { after: 0, limit: 100 })
      expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: posts }, (_, index) => index + 1))
      for (const { look, shown, mark } of devices) {
        expect([...shown.values()].map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(messages.map(({ seq }) => seq))
        const readTo = await storage.readTo(place, look.person.id)
        expect(mark).toEqual({ readTo, unread: messages.filter(({ seq, author }) => seq > readTo && author.id !== look.person.id).length })
      }
      // Everybody left: nothing of it is held.
      for (const { look } of devices) instance.close(look, 'left')
      expect(instance.isIdle).toBe(true)
    }), { numRuns: 60 })
    expect(failures).toEqual([])
  })

  it('takes a thousand posts of many at once, in order, and everybody who looks gets each once', async () => {
    const { clock, storage, room } = await roomsOver(cleanUps)
    const { instance, announced } = room()
    const devices = PEOPLE.map((name) => new TestDevice(instance, name, clock))
    await Promise.all(devices.map((device) => device.open()))
    await turn()
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => devices[index % 3]?.post(`m${index}`)))
    await turn()
    for (const { news } of devices) expect(news.flatMap((one) => (one.type === 'message' ? [one.message.seq] : []))).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
    expect([announced.length, await storage.lastSeq({ projectId: 'rooms-project', environment: 'draft', roomId: 'lobby', keyToken: '_' })]).toEqual([1_000, 1_000])
  })

  it('holds who lost the connection as here for 15 s, and who leaves not at all', async () => {
    const { clock, room } = await roomsOver(cleanUps)
    const { instance } = room()
    const [ada, ben] = [new TestDevice(instance, 'Ada', clock), new TestDevice(instance, 'Ben', clock)]
    await ada.open()
    await ben.post('m1')
    await ben.open()
    await turn()
    const here = (): unknown => {
      clock.advance(250)
      const last = ada.news.findLast((one) => one.type === 'participants')
      return last?.type === 'participants' ? last.participants.map(({ name, isHere }) => [name, isHere]) : null
    }
    instance.close(ben.look, 'lost')
    expect(here()).toEqual([['Ada', true], ['Ben', true]])
    clock.advance(15_000)
    expect(here()).toEqual([['Ada', true], ['Ben', false]])
    const again = new TestDevice(instance, 'Ben', clock)
    await again.open()
    expect(here()).toEqual([['Ada', true], ['Ben', true]])
    instance.close(again.look, 'left')
    expect(here()).toEqual([['Ada', true], ['Ben', false]])
    // Who only looked is no participant when they have gone.
    const cleo = new TestDevice(instance, 'Cleo', clock)
    await cleo.open()
    expect(here()).toEqual([['Ada', true], ['Cleo', true], ['Ben', false]])
    instance.close(cleo.look, 'left')
    expect(here()).toEqual([['Ada', true], ['Ben', false]])
  })

  it('tells who types for six seconds, four times a second at most, and never to themselves', async () => {
    const { clock, room } = await roomsOver(cleanUps)
    const { instance } = room()
    const [ada, ben] = [new TestDevice(instance, 'Ada', clock), new TestDevice(instance, 'Ben', clock)]
    await ada.open()
    await ben.open()
    await turn()
    clock.advance(1_000)
    const typing = ({ news }: TestDevice): boolean[] => news.flatMap((one) => (one.type === 'participants' ? [one.participants.some(({ isTyping }) => isTyping)] : []))
    const before = typing(ada).length
    for (let time = 0; time < 20; time += 1) {
      instance.typing('Ben', time % 2 === 0)
      clock.advance(10)
    }
    clock.advance(250)
    expect(typing(ada).length - before).toBe(1)
    instance.typing('Ben', true)
    clock.advance(5_900)
    expect(typing(ada).at(-1)).toBe(true)
    clock.advance(500)
    expect(typing(ada).at(-1)).toBe(false)
    expect(typing(ben).every((is) => !is)).toBe(true)
  })

  it('makes who reads slowly wait, in order, and cuts who does not read at all', async () => {
    const { clock, room } = await roomsOver(cleanUps)
    const { instance } = room()
    const [slow, dead, ben] = [new TestDevice(instance, 'Slow', clock), new TestDevice(instance, 'Dead', clock), new TestDevice(instance, 'Ben', clock)]
    for (const device of [slow, dead, ben]) await device.open()
    await turn()
    slow.isBusy = true
    dead.isBusy = true
    for (let index = 0; index < 150; index += 1) await ben.post(`m${index}`)
    expect(slow.news.length).toBeLessThan(60)
    slow.isBusy = false
    clock.advance(50)
    expect(slow.news.flatMap((one) => (one.type === 'message' ? [one.message.seq] : []))).toEqual(Array.from({ length: 150 }, (_, index) => index + 1))
    for (let index = 150; index < 300; index += 1) await ben.post(`m${index}`)
    expect(dead.news.at(-1)).toEqual({ type: 'closed', text: 'The room said more than this connection could carry; open it again.' })
    expect(dead.look.isOver).toBe(true)
  })

  it('lets agents that always mention each other answer as often as it allows, says so once, and then rests', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom('always' as const, 'mentioned' as const), async (count, agentHops, answers) => {
      const agents = Array.from({ length: count }, (_, index) => agentOf(`A${index}`, { answers }))
      const all = agents.map(({ technicalName }) => `@${technicalName}`).join(' ')
      const { clock, room, storage, failures } = await roomsOver(cleanUps, {
        project: roomApp({ agents, lobby: { agentHops } }),
        read: (_source, { onText }) => {
          onText(all)
          return Promise.resolve({ ok: true })
        },
      })
      const { instance, rows } = room()
      await new TestDevice(instance, 'Ada', clock).post('m1', all)
      await vi.waitFor(() => expect(instance.isAnswering).toBe(false), { timeout: 20_000, interval: 5 })
      const { messages } = await storage.page({ projectId: 'rooms-project', environment: 'draft', roomId: 'lobby', keyToken: '_' }, { after: 0, limit: 200 })
      const expected = count === 1 ? 2 : 1 + Array.from({ length: agentHops }, (_, hop) => count * (count - 1) ** hop).reduce((sum, answersOfHop) => sum + answersOfHop, 0)
      expect(messages).toHaveLength(Math.min(expected, 65))
      expect(Math.max(...messages.map(({ agentsInRow }) => agentsInRow))).toBe(count === 1 ? 1 : agentHops)
      expect(messages.every(({ state }) => state === 'complete')).toBe(true)
      expect(rows.filter(({ code }) => code === 'room/agent_hops')).toHaveLength(count === 1 ? 0 : 1)
      expect(failures).toEqual([])
    }), { numRuns: 12 })
  })

  it('keeps the end of an answer as soon as the storage takes it again', async () => {
    const clock = new ManualClock()
    let finish: () => void = () => undefined
    const { room, storage, failures } = await roomsOver(cleanUps, {
      clock, project: roomApp({ agents: [agentOf('Helper', { answers: 'always' })] }),
      read: (_source, { onText }) => new Promise((resolve) => {
        onText('Hello')
        finish = () => resolve({ ok: true })
      }),
    })
    const { instance } = room()
    const ada = new TestDevice(instance, 'Ada', clock)
    await ada.open()
    await ada.post('m1')
    await vi.waitFor(() => expect(ada.news.some((one) => one.type === 'message' && one.message.state === 'running')).toBe(true), { timeout: 20_000, interval: 5 })
    const update = storage.update.bind(storage)
    let refusals = 2
    Object.assign(storage, { update: (...parameters: Parameters<typeof update>) => (refusals-- > 0 ? Promise.reject(new Error('disk full')) : update(...parameters)) })
    await turn()
    finish()
    await vi.waitFor(() => {
      clock.advance(2_000)
      expect(ada.news.some((one) => one.type === 'message' && one.message.author.type === 'agent' && one.message.state === 'complete')).toBe(true)
    }, { timeout: 20_000, interval: 5 })
    expect(failures).toHaveLength(2)
    expect((await storage.page({ projectId: 'rooms-project', environment: 'draft', roomId: 'lobby', keyToken: '_' }, { limit: 1 })).messages[0]).toMatchObject({ text: 'Hello', state: 'complete' })
  })
})
