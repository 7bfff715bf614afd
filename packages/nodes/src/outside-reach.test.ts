import { addAgent, createConnection, createRoom, createRule, emptyProject, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { outsideReach, reachesNothing } from './outside-reach.ts'
import { anyNode, smallProject, startNode } from './small-project.ts'

const withNodes = (...nodes: ReturnType<typeof anyNode>[]): Project => smallProject({ home: { nodes: [startNode(), ...nodes], arrows: [] } })

describe('what a project reaches outside of its screens', () => {
  it('is nothing for one that only has screens and messages', () => {
    expect(reachesNothing(outsideReach(emptyProject({ id: 'a', name: 'A', technicalName: 'a' })))).toBe(true)
    expect(reachesNothing(outsideReach(withNodes(anyNode('send', 'stream', { sourceType: 'text' }))))).toBe(true)
  })

  it('is each service once: by its connection, or by the address that stands in the node', () => {
    const connections = { bank: { id: 'bank', folderId: null, order: 'a0', name: 'The bank', technicalName: 'bank', technicalNameSetByHand: false, description: '', settings: { type: 'http' as const, baseUrl: 'https://bank.example.com:8443/v1', auth: { type: 'none' as const } } } }
    const project = withNodes(
      anyNode('a', 'http-request', { connectionId: 'bank', url: '/pay' }), anyNode('b', 'http-request', { connectionId: 'bank', url: '/ask' }),
      anyNode('c', 'http-request', { url: 'https://api.example.com/orders/{order.id}' }), anyNode('d', 'http-request', { url: '{where}' }),
      anyNode('e', 'http-request', { url: 'https://api.example.com{path}' }), anyNode('f', 'stream', { sourceType: 'http', url: 'https://news.example.com' }),
    )
    expect(outsideReach({ ...project, connections }).services).toEqual([
      { name: 'The bank', address: 'https://bank.example.com:8443' }, { name: 'https://api.example.com', address: 'https://api.example.com' },
      { name: 'An address that the flowchart works out', address: null }, { name: 'https://news.example.com', address: 'https://news.example.com' },
    ])
  })

  it('is the AI models of agents, and the mail servers that notifications go by', () => {
    const project = emptyProject({ id: 'a', name: 'A', technicalName: 'a' })
    for (const type of ['model', 'smtp', 'demoModel'] as const) createConnection(project, { name: type, type }, () => type)
    Object.assign(project.connections['model']?.settings ?? {}, { baseUrl: 'https://ai.example.com/v1' })
    Object.assign(project.connections['smtp']?.settings ?? {}, { host: 'mail.example.com', port: 587 })
    createRoom(project, { name: 'Lounge' }, () => 'lounge')
    for (const connectionId of ['model', 'demoModel']) addAgent(project, 'lounge', { name: 'Helper', by: { type: 'model', connectionId, instructions: '', rememberedMessages: 5 } }, () => connectionId)
    createRule(project, { name: 'Rule' }, () => 'rule')
    expect(outsideReach(project).services.map(({ name }) => name)).toEqual(['model'])
    Object.assign(project.rules['rule']?.ways ?? {}, { email: true })
    expect(outsideReach(project).services).toEqual([{ name: 'model', address: 'https://ai.example.com' }, { name: 'smtp', address: 'smtp://mail.example.com:587' }])
  })

  it('is what answers requests, and what runs on application start', () => {
    const project = smallProject({ home: { nodes: [startNode()], arrows: [] }, tick: { type: 'action', nodes: [startNode()], arrows: [] } })
    const reach = outsideReach({ ...project, settings: { ...project.settings, onApplicationStartFlowId: 'tick' } })
    expect(reach).toMatchObject({ applicationStart: 'tick', services: [], endpoints: [] })
    expect(reachesNothing(reach)).toBe(false)
  })
})
