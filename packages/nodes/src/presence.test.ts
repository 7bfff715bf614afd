import { compileProject, Simulation, type ChannelPresence } from '@halley/engine'
import { findUsages, setTechnicalName, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { leave, problemsOf, showTickets, type Drawn } from './screen.test-fixture.ts'
import { cometNode, screenNode, smallProject, startNode } from './small-project.ts'

const withPresence = (project: Project): Project => ({ ...project, channels: Object.fromEntries(Object.entries(project.channels).map(([id, channel]) => [id, { ...channel, presence: id === 'gossip' }])) })
const people = (...names: readonly string[]): ChannelPresence => ({ count: names.length, members: names.map((name) => ({ id: `m-${name}`, userId: name, name, since: '2026-01-01T00:00:00.000Z', keys: name === 'Ann' ? ['a'] : ['a', 'b'] })) })

/** A session that shows a text and listens on the channel "gossip". */
function shows(text: string) {
  const project = smallProject({ home: { nodes: [startNode(), cometNode('listen', { action: 'listen', channelId: 'gossip', listenTo: 'any', response: 'refresh' }), screenNode('room', text)], arrows: [['start', 'default', 'listen'], ['listen', 'default', 'room']] } }, withPresence)
  const simulation = new Simulation(project, catalog)
  const client = simulation.open({ id: 'ann', name: 'Ann', roles: [] }, 'home')
  const told = (channels: { readonly [channel: string]: ChannelPresence | null }) => simulation.send(client, { type: 'presence', channels, atMs: simulation.nowMs })
  const seen = () => simulation.sees(client).main?.widgets.flatMap((widget) => (widget.kind === 'text' ? [widget.markdown] : []))[0]
  return { told, seen, client, project }
}

describe('presence in expressions', () => {
  it('says who is on a channel, and the screens follow', () => {
    const { told, seen } = shows("{presence.gossip.count}: {join(presence.gossip.members.map(member, member.name), ', ')}")
    told({ gossip: people('Ann', 'Ben') })
    expect(seen()).toBe('2: Ann, Ben')
    told({ gossip: people('Ben') })
    expect(seen()).toBe('1: Ben')
  })

  it('is unknown before it is known who is there, and after the session has stopped to listen', () => {
    const { told, seen } = shows('{isKnown(presence.gossip.count)}')
    expect(seen()).toBe('no')
    told({ gossip: people('Ann') })
    expect(seen()).toBe('yes')
    told({ gossip: null })
    expect(seen()).toBe('no')
  })

  it('says only how many they are when they are too many to name', () => {
    const { told, seen } = shows('{presence.gossip.count} {isKnown(presence.gossip.members)}')
    told({ gossip: { count: 201, members: null } })
    expect(seen()).toBe('201 no')
  })

  const problemsIn = (expression: string) => {
    const project = smallProject({ home: { nodes: [startNode(), screenNode('check', `{${expression}}`)], arrows: [['start', 'default', 'check']] } }, withPresence)
    return compileProject(project, catalog).diagnostics.filter(({ code }) => code.startsWith('expression/')).map(({ text }) => text)
  }

  it('is checked like every other data', () => {
    expect(problemsIn('presence.gossip.count > 1')).toEqual([])
    expect(problemsIn('presence.gossip.members.exists(member, member.userId == user.id && "a" in member.keys)')).toEqual([])
    expect(problemsIn('presence.gossip.count == "many"')).toHaveLength(1)
    expect(problemsIn('presence.gosip.count > 1')).toEqual([expect.stringContaining('gossip')])
  })

  it('is a problem for a channel whose presence is off, and the problem says what to do', () => {
    expect(problemsIn('presence.escalation.count > 1')).toEqual(['Presence is off for the channel "escalation"; switch it on in the properties of the channel.'])
  })

  it('follows a channel that gets another technical name', () => {
    const { project } = shows('{presence.gossip.count}')
    const draft = structuredClone(project)
    expect(findUsages(draft, { collection: 'channels', id: 'gossip' }).map(({ text }) => text)).toContainEqual(expect.stringContaining('presence.gossip'))
    setTechnicalName(draft, { collection: 'channels', id: 'gossip' }, 'talk')
    expect(JSON.stringify(draft.flows)).toContain('{presence.talk.count}')
  })
})

describe('Presence list', () => {
  const list = (rest: object = {}): Drawn => ({ id: 'who', kind: 'presence', channelId: 'gossip', ...rest })
  const shown = (widget: Drawn, now?: ChannelPresence) => {
    const { simulation, client, all } = showTickets([widget, leave('go')], { change: withPresence })
    if (now !== undefined) simulation.send(client, { type: 'presence', channels: { gossip: now }, atMs: simulation.nowMs })
    return all().find(({ id }) => id === 'who')
  }

  it('shows who is there, the first who came first, and counts those beyond the most', () => {
    expect(shown(list({ most: 2 }), people('Ann', 'Ben', 'Cy'))).toMatchObject({ kind: 'presence', people: [{ id: 'm-Ann', userId: 'Ann', name: 'Ann' }, { id: 'm-Ben', userId: 'Ben', name: 'Ben' }], more: 1 })
  })

  it('narrows to a key', () => {
    expect(shown(list({ key: '"b"' }), people('Ann', 'Ben'))).toMatchObject({ people: [{ name: 'Ben' }], more: 0 })
    expect(shown(list({ key: '"b"' }), { count: 300, members: null })).toMatchObject({ people: [], more: null })
  })

  it('says that it is not known yet who is there, and how many there are when they are too many to name', () => {
    expect(shown(list())).toMatchObject({ people: [], more: null })
    expect(shown(list(), { count: 300, members: null })).toMatchObject({ people: [], more: 300 })
  })

  it('is a problem without a channel, and on one whose presence is off', () => {
    expect(problemsOf(showTickets([list({ channelId: null })], { change: withPresence })).map(({ code }) => code)).toContain('screen/presence_channel_missing')
    expect(problemsOf(showTickets([list({ channelId: 'escalation' })], { change: withPresence })).map(({ code }) => code)).toContain('screen/presence_off')
  })
})
