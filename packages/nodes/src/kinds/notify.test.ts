import { checkProject, step, type SimulationOptions } from '@halley/engine'
import { createConnection, LIMITS, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const notify = (config: Record<string, unknown> = {}) => anyNode('tell', 'notify', { roles: ['officer'], title: 'New: {Ticket.subject}', ...config })

/** Fills the ticket, notifies, and shows how it went. */
const telling = (config: Record<string, unknown> = {}, subject = '"Printer on fire"'): DrawnFlow => ({
  nodes: [startNode(), assignNode('fill', subjectTarget, subject), assignNode('count', countTarget, '0'), notify(config), screenNode('told', 'told', []), screenNode('oops', '{error.code}: {error.text}', [])],
  arrows: [['start', 'default', 'fill'], ['fill', 'default', 'count'], ['count', 'default', 'tell'], ['tell', 'default', 'told'], ['tell', 'error', 'oops']],
})

const told = (config: Record<string, unknown> = {}, options: SimulationOptions & { readonly subject?: string } = {}) => {
  const { client, text } = openFlow(telling(config, options.subject), options)
  return { notices: client.notices, text: text() }
}

describe('Notify', () => {
  it('notifies roles with a title of values, and goes on', () => {
    expect(told()).toEqual({ text: 'told', notices: [{ recipients: { users: [], roles: ['officer'] }, priority: 'normal', title: 'New: Printer on fire', body: '', link: { type: 'app' }, ways: { inbox: true, push: false, email: false }, event: null }] })
  })

  it.each([
    ['a text', 'Ticket.subject', ['Printer on fire']],
    ['a list of texts, each once, without those that are unknown or empty', '["ann", " bob ", name, "", "ann"]', ['ann', 'bob']],
  ])('names people by %s', (_what, recipients, users) => expect(told({ roles: [], recipients }).notices).toMatchObject([{ recipients: { users, roles: [] } }]))

  it('keeps title and body within what people are shown', () => {
    const [notice] = told({ title: '{Ticket.subject}', body: '{Ticket.subject}' }, { subject: JSON.stringify('x '.repeat(1_500)) }).notices
    expect(notice?.title).toHaveLength(LIMITS.noticeTitleCharacters)
    expect(notice?.title).toMatch(/…$/)
    expect(told({ title: 'a\n{Ticket.subject}' }).notices[0]?.title).toBe('a Printer on fire')
  })

  it('opens an address with its values escaped, or a flowchart', () => {
    expect(told({ link: { type: 'address', url: 'https://desk.example/?q={Ticket.subject}' } }).notices[0]?.link).toEqual({ type: 'address', url: 'https://desk.example/?q=Printer%20on%20fire' })
    expect(told({ link: { type: 'flow', flowId: 'elsewhere' } }).notices[0]?.link).toEqual({ type: 'flow', flowId: 'elsewhere' })
  })

  it.each([
    ['nobody is named', { roles: [], recipients: 'name' }, 'notify/no_recipients: Who is notified is unknown or empty; nobody was.'],
    ['the people are numbers', { recipients: '[count]' }, 'notify/recipients_invalid: Who is notified could not be worked out: it is not a text and not a list of texts.'],
    ['the title comes out empty', { title: '{name}' }, 'notify/title_empty: The title came out empty, so nobody was notified.'],
    ['the address comes out as another kind', { link: { type: 'address', url: '{"javascript:alert(1)"}' } }, /^notify\/address_invalid: The address could not be written: "javascript:alert\(1\)"/],
    ['a value of the body fails', { body: '{1 / count}' }, /^expression\/division-by-zero: The body could not be written: /],
  ])('leaves by Error when %s', (_why, config, text) => {
    const result = told(config)
    expect(result.text).toMatch(text)
    expect(result.notices).toEqual([])
  })

  it('leaves by Error with what the server says', () => expect(told({}, { refuse: () => ({ code: 'notify/too_many', text: 'Too many.' }) })).toEqual({ text: 'notify/too_many: Too many.', notices: [] }))

  it('gives the message of its run, so that a flowchart that opens has it', () => {
    const { simulation, client } = openFlow({ nodes: [startNode(), cometNode('listen', { action: 'listen', channelId: 'escalation', response: 'flow', flowId: 'act' }), screenNode('home', 'home', ['Send']), assignNode('fill', subjectTarget, '"Fire"'), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket', key: '"7"' })], arrows: [['start', 'default', 'listen'], ['listen', 'default', 'home'], ['home', 'Send', 'fill'], ['fill', 'default', 'send'], ['send', 'default', 'home']] }, { flows: { act: { type: 'action', nodes: [startNode(), notify(), endNode()], arrows: [['start', 'default', 'tell'], ['tell', 'default', 'end']] } } })
    simulation.press(client, 'Send')
    expect(client.notices).toMatchObject([{ title: 'New: Fire', event: { event: { channel: 'escalation', message: 'Ticket', key: '7' }, payload: { subject: 'Fire' } } }])
  })

  it('is stopped when it notifies without end', () => {
    const { client } = openFlow({ nodes: [startNode(), notify({ title: 'Again' })], arrows: [['start', 'default', 'tell'], ['tell', 'default', 'tell']] })
    expect(client.notices).toHaveLength(LIMITS.runSends)
    expect(client.failures).toMatchObject([{ code: 'guard/sends' }])
  })
})

describe('a notification that opens a flowchart', () => {
  const received = { encrypted: false, payload: { subject: 'Fire', priority: null, remark: null }, event: { channelId: 'escalation', channel: 'escalation', messageId: 'ticket', message: 'Ticket', key: '7', id: 'e1', seq: 1, sentAt: '2026-01-01T00:00:00.000Z', sender: 'Ann', hops: 0 } }
  const seen: DrawnFlow = { nodes: [startNode(), screenNode('seen', '{Ticket.subject} {event.key}', [])], arrows: [['start', 'default', 'seen']] }

  it('shows it on top, with the message that caused it as the received one', () => {
    const { simulation, client, text } = openFlow(telling(), { flows: { seen } })
    expect(simulation.send(client, { type: 'openFlow', flowId: 'seen', received, atMs: simulation.nowMs })).toBeNull()
    expect(text()).toBe('Fire 7')
    expect(client.state.data['Ticket']).toMatchObject({ subject: 'Printer on fire' })
  })

  it('runs without a message when none caused it', () => {
    const { simulation, client, text } = openFlow(telling(), { flows: { seen } })
    simulation.send(client, { type: 'openFlow', flowId: 'seen', received: null, atMs: simulation.nowMs })
    expect(text()).toBe('Printer on fire ')
  })

  it('says that the flowchart is gone, and changes nothing', () => {
    const { simulation, client } = openFlow(telling(), { flows: { seen } })
    const { refusal, state, effects } = step(simulation.program, client.state, { type: 'openFlow', flowId: 'gone', received, atMs: simulation.nowMs })
    expect(refusal).toEqual({ code: 'session/flow_missing', text: 'There is no such flow to open any more.' })
    expect(state).toEqual(client.state)
    expect(effects).toEqual([])
  })
})

describe('the problems of Notify', () => {
  const problemsOf = (config: Record<string, unknown>, change?: (project: Project) => Project) => checkProject(smallProject({ home: telling(config) }, change), catalog).diagnostics.flatMap(({ code, place }) => (place.type === 'node' && place.nodeId === 'tell' ? [[code, (place.path ?? []).join('.')]] : []))

  it.each([
    ['nobody is named', { roles: [] }, ['notify/no_recipients', 'roles']],
    ['there is no title', { title: '' }, ['notify/no_title', 'title']],
    ['there is no way', { ways: { inbox: false, push: false, email: false } }, ['notify/no_way', 'ways']],
    ['no mail server is there', { ways: { inbox: true, push: false, email: true } }, ['notify/no_mail_server', 'ways']],
    ['the flowchart is gone', { link: { type: 'flow', flowId: 'gone' } }, ['notice/flow_missing', 'link.flowId']],
    ['the address is of another kind', { link: { type: 'address', url: 'ftp://x' } }, ['notice/address_invalid', 'link.url']],
    ['the title does not check', { title: '{nothing}' }, ['expression/unknown-name', 'title']],
    ['the address does not check', { link: { type: 'address', url: 'https://x/{nothing}' } }, ['expression/unknown-name', 'link.url']],
  ])('%s', (_what, config, problem) => expect(problemsOf(config)).toEqual([problem]))

  it('the only mail server has no name and no sender yet', () => {
    const withServer = (project: Project): Project => {
      const changed = structuredClone(project)
      createConnection(changed, { name: 'Post', type: 'smtp' }, () => 'post')
      return changed
    }
    expect(problemsOf({ ways: { inbox: true, push: false, email: true } }, withServer)).toEqual([['notify/mail_server_unfinished', 'ways']])
  })

  it('are none when it is right', () => expect(problemsOf({})).toEqual([]))

  it('the flowchart that it opens is used', () => {
    const unused = checkProject(smallProject({ home: telling({ link: { type: 'flow', flowId: 'other' } }), other: { nodes: [startNode(), screenNode('s', 's', [])], arrows: [['start', 'default', 's']] } }), catalog).diagnostics.filter(({ code }) => code === 'flows/unused')
    expect(unused.map(({ place }) => place.type === 'resource' && place.id)).toEqual(['home'])
  })
})
