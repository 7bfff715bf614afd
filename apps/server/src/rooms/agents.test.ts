import { cpSync } from 'node:fs'
import type { Project } from '@halley/model'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { assign, field, flowOf, type Step } from '../endpoints/orders-app.test-fixture.ts'
import { newDataFolder, TestPerson } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { ServerOptions } from '../server-options.ts'
import { startModel } from '../streams/local-model.test-fixture.ts'
import { toModel } from '../streams/streaming-app.test-fixture.ts'
import { agentOf, LOBBY, roomApp, RoomPersonAt, serveRooms } from './room-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const byModel = (more: Partial<Parameters<typeof agentOf>[1]> = {}) => agentOf('Helper', { answers: 'always', by: { type: 'model', connectionId: 'ai', instructions: 'Be short.', rememberedMessages: 3 }, ...more })

async function withModel(agents = [byModel()], options: Partial<ServerOptions> = {}) {
  const model = await startModel(cleanUps)
  const app = roomApp({ agents })
  const project = { ...app, connections: { ...app.connections, ...toModel(`${model.url}/v1`, app).connections } }
  return { model, project, ...(await serveRooms(cleanUps, project, options)) }
}

describe('an agent by an AI model', () => {
  it('tells the model who is there and what was said, by whom', async () => {
    const { model, person } = await withModel()
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ben.open()
    await ada.posts('The printer burns')
    await model.request(0)
    model.says('Which?')
    model.finishes()
    await ada.hearsAll('Helper', ({ text }) => text === 'Which?')
    await ben.posts('The one upstairs')
    const { body } = await model.request(1)
    expect(body).toMatchObject({ model: 'small-1', stream: true, messages: [{ role: 'system' }, { role: 'user', content: 'Ada: The printer burns' }, { role: 'assistant', content: 'Which?' }, { role: 'user', content: 'Ben: The one upstairs' }] })
    expect(JSON.stringify(body)).toContain('Be short.')
    expect(JSON.stringify(body)).toContain('You are Helper (@helper) in the room \\"lobby\\". In it are: Helper (you), Ada (a person, @Ada), Ben (a person, @Ben).')
    model.says('Thanks')
    model.finishes()
    await ada.hearsAll('Helper', ({ text }) => text === 'Thanks')
    await ada.posts('More')
    // Three messages are remembered.
    expect((await model.request(2)).body).toMatchObject({ messages: [{ role: 'system' }, { content: 'Ben: The one upstairs' }, { content: 'Thanks' }, { content: 'Ada: More' }] })
  })

  it('is stopped by anybody who looks: the connection is closed, and all keep the text so far', async () => {
    const { model, person, row } = await withModel([byModel(), agentOf('Other', { answers: 'always' })])
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ben.open()
    await ada.posts('Go')
    await model.request(0)
    model.says('A long answer ')
    const grown = await ben.hears('grew', ({ text }) => text === 'A long answer ')
    expect(await ben.refused('stopRoomAnswer', { ...LOBBY, messageId: 'none' })).toMatchObject({ code: 'stream/not_running' })
    await ben.does('stopRoomAnswer', { ...LOBBY, messageId: grown.id })
    await model.closed(0)
    expect(await ada.hearsAll('Helper')).toMatchObject({ state: 'cancelled', text: 'A long answer ', reason: 'stopped by Ben' })
    await row(/The answer of Helper in lobby was ended after 14 characters: stopped by Ben/)
    expect(await ben.refused('stopRoomAnswer', { ...LOBBY, messageId: grown.id })).toMatchObject({ code: 'stream/not_running' })
  })

  it('keeps out of what is said to another agent by its @name, and of what that one answers', async () => {
    const { person } = await withModel([agentOf('Helper', { answers: 'always' }), agentOf('Clerk', { answers: 'mentioned' })])
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('@clerk hello')
    await ada.hearsAll('Clerk', ({ state }) => state === 'complete')
    // By its plain name it is spoken of, or to: who answers always answers as well.
    await ada.posts('Was that Clerk?')
    await ada.hearsAll('Helper', ({ state }) => state === 'complete')
    const { messages } = await ada.open()
    expect(messages.slice(0, 3).map(({ author }) => author.name)).toEqual(['Ada', 'Clerk', 'Ada'])
    expect(messages.slice(3).map(({ author }) => author.name)).toContain('Helper')
  })

  it('whose service refuses or breaks off leaves a message that says why', async () => {
    const { model, person, row } = await withModel()
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Go')
    await model.request(0)
    model.says('Half ')
    await ada.hears('grew')
    model.breaksOff()
    expect(await ada.hearsAll('Helper')).toMatchObject({ state: 'failed', text: 'Half ' })
    expect(await row(/Helper could not answer Ada in lobby/)).toMatchObject({ type: 'error', level: 'error' })
  })

  it('answers four at once, and who waits sees what was said meanwhile', async () => {
    const { model, person } = await withModel()
    const ada = await person('Ada')
    await ada.open()
    for (let index = 1; index <= 5; index += 1) await ada.posts(`Question ${index}`)
    await model.request(3)
    await ada.posts('By the way')
    expect(model.count()).toBe(4)
    model.says('Four')
    model.finishes()
    const { body } = await model.request(4)
    expect(JSON.stringify(body)).toContain('By the way')
  })

  it('cut short by a crash has failed with the text so far, and by a stop of the server as well', async () => {
    const clock = new ManualClock()
    const first = await withModel([byModel()], { clock })
    const { model, dataFolder, server } = first
    const ada = await first.person('Ada')
    await ada.open()
    await ada.posts('Go')
    await model.request(0)
    const textSoFar = (): string => ada.news.flatMap((news) => (news.type === 'grew' ? [news.text] : [])).join('')
    // What is shown is kept at most a second later.
    for (const [word, afterMs] of [['So ', 50], ['far ', 1_000], ['so ', 50], ['good', 50]] as const) {
      const before = textSoFar()
      model.says(word)
      await vi.waitFor(() => {
        clock.advance(afterMs)
        expect(textSoFar()).toBe(`${before}${word}`)
      }, { timeout: 25_000 })
    }
    const copy = newDataFolder(cleanUps)
    cpSync(dataFolder, copy, { recursive: true })
    await server.close()
    for (const [folder, hasAll] of [[copy, false], [dataFolder, true]] as const) {
      const again = await serveRooms(cleanUps, first.project, { dataFolder: folder })
      const state = await (await again.person('Ada')).open()
      expect(state.messages.at(-1)).toMatchObject({ state: 'failed', reason: 'the server was stopped', author: { name: 'Helper' } })
      expect(state.messages.at(-1)?.text).toMatch(hasAll ? /^So far so good$/ : /^So far /)
      await again.server.close()
    }
  })

  it('is not reached by a project that may not reach outside yet, while the demo model answers', async () => {
    const model = await startModel(cleanUps)
    const app = roomApp({ agents: [byModel({ answers: 'mentioned' }), agentOf('Demo')] })
    const project = { ...app, connections: { ...app.connections, ...toModel(`${model.url}/v1`, app).connections }, flows: { ...app.flows, hook: flowOf('hook', { type: 'endpoint', endpoint: { method: 'GET', path: '/', parameters: {}, visibleWhen: '', roles: [], timeLimitMs: 1_000, streamLimitMs: 1_000 }, steps: [] }) } } satisfies Project
    const { call, server } = await serveRooms(cleanUps)
    // Without `run=allowed`, as an import is.
    expect((await call('projects', { method: 'POST', body: JSON.stringify({ ...project, id: 'held', technicalName: 'held' }) })).status).toBe(201)
    const device = new TestPerson(server.url, 'Ada', { projectId: 'held' })
    cleanUps.push(() => device.connection.close())
    await device.sees('Rooms')
    const ada = new RoomPersonAt(device)
    await ada.open()
    await ada.posts('@helper @demo 1 + 1')
    expect(await ada.hearsAll('Helper')).toMatchObject({ state: 'failed', text: '' })
    expect(await ada.hearsAll('Demo')).toMatchObject({ state: 'complete', text: '1 + 1 = 2' })
    expect(model.count()).toBe(0)
  })
})

describe('an agent by a flowchart', () => {
  const text = (id: string, order: string) => ({ id, folderId: null, order, name: id, technicalName: id, technicalNameSetByHand: false, description: '', valueType: { type: 'text' as const } })
  const withFlow = (steps: Step[], { outputs = ['answer'] }: { readonly outputs?: readonly string[] } = {}) => {
    const parametersOf = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, { id, order: `a-${id}`, target: field(id) }]))
    const reply = { ...flowOf('reply', { type: 'action', steps }), inputs: parametersOf(['text', 'author', 'key', 'room']), outputs: parametersOf(outputs) }
    return roomApp({
      agents: [agentOf('Clerk', { answers: 'always', by: { type: 'flow', flowId: 'reply' } })],
      change: (project) => ({ ...project, fields: Object.fromEntries(['text', 'author', 'key', 'room', 'answer'].map((id, at) => [id, text(id, `a${at}`)])), flows: { ...project.flows, reply } }),
    })
  }

  it('is given what was written, and says the output answer word by word', async () => {
    const { person, row } = await serveRooms(cleanUps, withFlow([assign('say', field('answer'), 'author + " wrote " + text + " in " + room + (key == null ? "" : key) + " to " + user.name')]))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Hello')
    expect(await ada.hearsAll('Clerk')).toMatchObject({ state: 'complete', text: 'Ada wrote Hello in lobby to Clerk', author: { type: 'agent' } })
    expect(ada.news.some(({ type }) => type === 'grew')).toBe(true)
    await row(/Clerk answered Ada in lobby/)
  })

  it('posts by a Room node as the agent, and is not answered by itself', async () => {
    const { person } = await serveRooms(cleanUps, withFlow([['post', 'room', { roomId: 'lobby', action: 'post', text: 'One moment, {author}' }], assign('say', field('answer'), '"Done"')]))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Hello')
    expect(await ada.hearsAll('Clerk', (message) => message.text === 'Done')).toMatchObject({ seq: 3 })
    expect((await ada.open()).messages.map(({ text: said, author }) => [author.type, said])).toEqual([['person', 'Hello'], ['agent', 'One moment, Ada'], ['agent', 'Done']])
  })

  it('that fails leaves a message that has failed, with the reason, and a row in the log', async () => {
    const { person, row } = await serveRooms(cleanUps, withFlow([assign('say', field('answer'), '"a" + string(1 / int(size(text) - size(text)))')]))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Hello')
    const failed = await ada.hearsAll('Clerk')
    expect(failed).toMatchObject({ state: 'failed', text: '' })
    expect(failed.reason).not.toBe('')
    expect(await row(/Clerk could not answer Ada in lobby/)).toMatchObject({ level: 'error' })
  })

  it('without an output answer says so, and with nothing to say says nothing', async () => {
    const { person, row, edit } = await serveRooms(cleanUps, withFlow([], { outputs: [] }))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Hello')
    expect((await ada.hearsAll('Clerk')).reason).toContain('no output named answer')
    await edit('output', [{ op: 'add', path: ['flows', 'reply', 'outputs', 'answer'], value: { id: 'answer', order: 'a', target: field('answer') } }])
    await ada.posts('Again')
    await row(/Clerk has nothing to say in lobby/)
    expect((await ada.open()).messages).toHaveLength(3)
  })
})

describe('what a Room node does', () => {
  const roomNode = (id: string, config: Record<string, string>): Step => [id, 'room', config]

  it('is done as the person who uses the session: join, post, mark as read, leave', async () => {
    const app = roomApp({ change: (project) => ({ ...project, flows: { ...project.flows, go: flowOf('go', { type: 'flowchart', steps: [roomNode('join', { roomId: 'support', key: '"T-9"', action: 'join' }), roomNode('post', { roomId: 'support', key: '"T-9"', action: 'post', text: 'By {user.name}' }), roomNode('read', { roomId: 'support', key: '"T-9"', action: 'markRead' }), roomNode('leave', { roomId: 'lobby', action: 'leave' }), ['write', 'log', { text: 'All done' }]] }) }, personas: { ...project.personas, Ada: { ...project.personas['Ada'], id: 'Ada', homeFlowId: 'go' } as Project['personas'][string] } }) })
    const { call, row, server } = await serveRooms(cleanUps, app)
    const ada = new TestPerson(server.url, 'Ada', { projectId: app.id })
    cleanUps.push(() => ada.connection.close())
    await row(/All done/)
    expect(await (await call(`projects/${app.id}/rooms/support/messages?key=T-9`)).json()).toMatchObject({ messages: [{ seq: 1, text: 'By Ada', author: { type: 'person', id: 'Ada' } }] })
    expect(await (await call(`projects/${app.id}/rooms/support`)).json()).toMatchObject({ rooms: [{ key: 'T-9', people: 1 }] })
  })

  it('takes Error where the person may not be in the room', async () => {
    const app = roomApp({ change: (project) => ({ ...project, flows: { ...project.flows, go: flowOf('go', { type: 'flowchart', steps: [roomNode('post', { roomId: 'support', key: '"T-9"', action: 'post', text: 'In' }), ['write', 'log', { text: 'Failed: {error.code}' }]], arrows: [['post', 'error', 'write'], ['start', 'default', 'post']] }) }, personas: { ...project.personas, Eve: { ...project.personas['Eve'], homeFlowId: 'go' } as Project['personas'][string] } }) })
    const { row, server } = await serveRooms(cleanUps, app)
    const eve = new TestPerson(server.url, 'Eve', { projectId: app.id })
    cleanUps.push(() => eve.connection.close())
    expect(await row(/Failed: forbidden/)).toMatchObject({ session: { persona: 'Eve' } })
  })
})
