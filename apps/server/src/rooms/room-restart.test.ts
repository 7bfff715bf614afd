import { cpSync } from 'node:fs'
import type { Agent, Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { assign, field, flowOf, type Step } from '../endpoints/orders-app.test-fixture.ts'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { gate, startService } from '../outgoing/local-service.test-fixture.ts'
import { startModel } from '../streams/local-model.test-fixture.ts'
import { toModel } from '../streams/streaming-app.test-fixture.ts'
import { agentOf, LOBBY, roomApp, serveRooms } from './room-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const byModel = (id: string, answers: 'always' | 'mentioned') => agentOf(id, { answers, by: { type: 'model', connectionId: 'ai', instructions: 'Be short.', rememberedMessages: 5 } })

/** Rooms whose agents ask a model that the test plays; `kill` copies what is on the disk, as it would be after a kill -9. */
async function withModel(agents: readonly Agent[], more: Omit<NonNullable<Parameters<typeof roomApp>[0]>, 'agents'> = {}) {
  const model = await startModel(cleanUps)
  const app = roomApp({ agents, ...more })
  const project: Project = { ...app, connections: { ...app.connections, ...toModel(`${model.url}/v1`, app).connections } }
  const first = await serveRooms(cleanUps, project)
  return {
    model, project, ...first,
    kill: () => {
      const copy = newDataFolder(cleanUps)
      cpSync(first.dataFolder, copy, { recursive: true })
      return copy
    },
    startAgain: (dataFolder = first.dataFolder) => serveRooms(cleanUps, project, { dataFolder }),
  }
}

describe('answers of agents over a restart', () => {
  it.each(['stop', 'kill'] as const)('that wait for their turn are given after a %s, each once and in their order; those that had begun can be asked for again', async (how) => {
    const { model, person, server, kill, startAgain } = await withModel([byModel('Helper', 'always')])
    const ada = await person('Ada')
    await ada.open()
    for (let index = 1; index <= 6; index += 1) await ada.posts(`Question ${index}`, LOBBY, `m${index}`)
    // Four at once: two wait.
    await model.request(3)
    const folder = kill()
    await server.close()
    const again = await startAgain(how === 'kill' ? folder : undefined)
    const back = await again.person('Ada')
    const { messages } = await back.open()
    expect(messages.filter(({ state }) => state === 'failed').map(({ author, reason }) => [author.name, reason])).toEqual(Array.from({ length: 4 }, () => ['Helper', 'the server was stopped']))
    await model.request(5)
    model.says('Late')
    model.finishes()
    await back.hearsAll('Helper', ({ text }) => text === 'Late')
    expect(model.count()).toBe(6)
    await again.server.close()
    // Nothing is owed any more: what began has an end, and nothing begins by itself.
    const third = await startAgain(how === 'kill' ? folder : undefined)
    const { messages: kept } = await (await third.person('Ada')).open()
    expect(kept.map(({ author, state }) => `${author.name} ${state}`).toSorted()).toEqual([...Array.from({ length: 6 }, () => 'Ada complete'), 'Helper complete', ...Array.from({ length: 5 }, () => 'Helper failed')])
    expect(model.count()).toBe(6)
  })

  it('that failed is given once more in its place, by one press of whoever presses, and what it calls for follows', async () => {
    const { model, person, server, startAgain } = await withModel([byModel('Helper', 'always'), agentOf('Demo')])
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Go')
    await model.request(0)
    model.says('Half ')
    await ada.hears('grew')
    await server.close()
    const again = await startAgain()
    const [back, ben] = [await again.person('Ada'), await again.person('Ben')]
    const half = (await back.open()).messages.at(-1)
    await ben.open()
    expect(half).toMatchObject({ state: 'failed', text: 'Half ', seq: 2 })
    const asked = { ...LOBBY, messageId: half?.id ?? '' }
    await Promise.all([back.does('askRoomAgain', asked), ben.does('askRoomAgain', asked)])
    await back.does('askRoomAgain', asked)
    await model.request(1)
    expect(await ben.hears('message', ({ message: { state } }) => state === 'running')).toMatchObject({ message: { text: '', seq: 2 } })
    model.says('Whole, @demo 2 + 2')
    model.finishes()
    expect(await ben.hearsAll('Helper')).toMatchObject({ id: half?.id, seq: 2, state: 'complete', text: 'Whole, @demo 2 + 2' })
    expect(await ben.hearsAll('Demo')).toMatchObject({ seq: 3 })
    expect(model.count()).toBe(2)
    expect(await back.refused('askRoomAgain', asked)).toMatchObject({ code: 'room/cannot_ask_again' })
    expect(await back.refused('askRoomAgain', { ...LOBBY, messageId: 'none' })).toMatchObject({ code: 'room/cannot_ask_again' })
  })

  it('count on: agents that answer each other stop at the limit of the room, also with a restart between', async () => {
    const { model, person, server, startAgain } = await withModel([byModel('One', 'always'), byModel('Two', 'always')], { lobby: { agentHops: 2 } })
    const ada = await person('Ada')
    await ada.open()
    for (const [index, text] of ['1', '2', '3'].entries()) await ada.posts(text, LOBBY, `m${index}`)
    // Six are called for, four begin.
    await model.request(3)
    await server.close()
    const again = await startAgain()
    await model.request(5)
    const back = await again.person('Ada')
    await back.open()
    model.says('First')
    model.finishes()
    const { message: { author: { name } } } = await back.hears('message', ({ message: { state, text } }) => state === 'complete' && text === 'First')
    const other = name === 'One' ? 'Two' : 'One'
    // The other one answers that, and there it ends.
    await model.request(6)
    model.says('Second')
    model.finishes()
    await back.hearsAll(other, ({ text }) => text === 'Second')
    await again.row(new RegExp(`${name} did not answer ${other} in lobby: 2 agents have written in a row`))
    expect(model.count()).toBe(7)
  })

  it('of a flowchart that ran already are not begun by themselves, for it may have done things; its message says so, and runs it once more when asked', async () => {
    let calls = 0
    const called = gate<undefined>()
    const service = await startService(cleanUps, (_request, response) => {
      calls += 1
      called.resolve(undefined)
      if (calls > 1) response.end('{}')
    })
    const steps: Step[] = [['ask', 'http-request', { url: `${service.url}/do`, method: 'POST' }], assign('say', field('answer'), '"Done"')]
    const text = (id: string, order: string) => ({ id, folderId: null, order, name: id, technicalName: id, technicalNameSetByHand: false, description: '', valueType: { type: 'text' as const } })
    const { person, kill, startAgain } = await withModel([agentOf('Clerk', { answers: 'always', by: { type: 'flow', flowId: 'reply' } })], {
      change: (project) => ({ ...project, fields: { answer: text('answer', 'a0') }, flows: { ...project.flows, reply: { ...flowOf('reply', { type: 'action', steps }), outputs: { answer: { id: 'answer', order: 'a', target: field('answer') } } } } }),
    })
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Do it')
    await called.promise
    const again = await startAgain(kill())
    const back = await again.person('Ada')
    const { messages } = await back.open()
    expect(messages.at(-1)).toMatchObject({ author: { name: 'Clerk' }, state: 'failed', text: '', reason: 'the server was stopped' })
    expect(calls).toBe(1)
    await back.does('askRoomAgain', { ...LOBBY, messageId: messages.at(-1)?.id })
    expect(await back.hearsAll('Clerk', ({ state }) => state === 'complete')).toMatchObject({ text: 'Done', seq: 2 })
    expect(calls).toBe(2)
  })

  it('of agents that are gone by then are not given, and nobody waits', async () => {
    const { model, person, kill, project, edit, server } = await withModel([byModel('Helper', 'always')])
    const ada = await person('Ada')
    await ada.open()
    for (let index = 1; index <= 5; index += 1) await ada.posts(`Question ${index}`)
    await model.request(3)
    await edit('gone', [{ op: 'remove', path: ['rooms', 'lobby', 'agents', 'Helper'] }])
    await ada.hearsAll('Helper', ({ state }) => state === 'cancelled')
    const folder = kill()
    await server.close()
    const again = await serveRooms(cleanUps, project, { dataFolder: folder })
    const { messages } = await (await again.person('Ada')).open()
    expect([model.count(), messages.filter(({ author }) => author.name === 'Helper').map(({ state }) => state)]).toEqual([4, expect.not.arrayContaining(['running', 'complete'])])
  })
})
