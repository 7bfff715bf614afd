import { describe, expect, test } from 'vitest'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { emptyProject, projectSchema, type Project } from '../project.ts'
import * as recipes from './index.ts'

const arrows = (project: Project, flowId = 'report') => Object.values(project.flows[flowId]?.edges ?? {}).map((edge) => `${edge.from}:${edge.exit} > ${edge.to}`).sort()

describe('nodes and arrows', () => {
  test('an exit has one arrow: drawing another replaces it', () => {
    const project = helpDesk()
    expect(recipes.connect(project, 'report', { from: 'start', exit: 'default', to: 'log' })).toBe(true)
    expect(arrows(project)).toStrictEqual(['assign:default > send', 'log:default > end', 'send:default > log', 'start:default > log'])
    expect(recipes.connect(project, 'report', { from: 'start', exit: 'default', to: 'gone' })).toBe(false)
  })

  test('deleting nodes deletes the arrows at them', () => {
    const project = helpDesk()
    recipes.deleteNodes(project, 'report', ['assign', 'send'])
    expect(Object.keys(project.flows['report']?.nodes ?? {})).toStrictEqual(['start', 'end', 'log'])
    expect(arrows(project)).toStrictEqual(['log:default > end'])
  })

  test('delete and reconnect leads the arrows that came in on to where they would have gone', () => {
    const project = helpDesk()
    recipes.deleteAndReconnect(project, 'report', ['assign', 'send'])
    expect(arrows(project)).toStrictEqual(['log:default > end', 'start:default > log'])
    // A circle of deleted nodes leads nowhere.
    const circle = helpDesk()
    recipes.connect(circle, 'report', { from: 'send', exit: 'default', to: 'assign' })
    recipes.deleteAndReconnect(circle, 'report', ['assign', 'send'])
    expect(arrows(circle)).toStrictEqual(['log:default > end'])
  })

  test('a node dropped on an arrow is put between its ends', () => {
    const project = helpDesk()
    const nodeId = recipes.addNode(project, 'report', { kind: 'wait', version: 1, position: { x: 8, y: 8 }, config: { durationMs: 5 } }, () => 'wait') ?? ''
    expect(recipes.spliceIntoEdge(project, 'report', { edgeId: 'start:default', nodeId, exit: 'default' })).toBe(true)
    expect(arrows(project)).toStrictEqual(['assign:default > send', 'log:default > end', 'send:default > log', 'start:default > wait', 'wait:default > assign'])
    expect(recipes.spliceIntoEdge(project, 'report', { edgeId: 'start:default', nodeId, exit: 'default' })).toBe(false)
  })

  test('moving, configuring and disconnecting touch only what they name', () => {
    const project = helpDesk()
    recipes.moveNodes(project, 'report', { log: { x: 8, y: 16 }, gone: { x: 0, y: 0 } })
    recipes.setNodeConfig(project, { flowId: 'report', nodeId: 'log' }, 'level', 'error')
    recipes.setNodeConfig(project, { flowId: 'report', nodeId: 'log' }, 'text', undefined)
    recipes.disconnect(project, 'report', ['start:default'])
    expect(project.flows['report']?.nodes['log']).toStrictEqual({ id: 'log', kind: 'log', version: 1, position: { x: 8, y: 16 }, config: { level: 'error' } })
    expect(arrows(project)).not.toContain('start:default > assign')
    expect(recipes.addNode(project, 'gone', { kind: 'log', version: 1, position: { x: 0, y: 0 } }, () => 'x')).toBeNull()
  })
})

describe('copying and pasting nodes', () => {
  const copied = () => JSON.stringify(recipes.copyNodes(helpDesk(), 'report', ['start', 'assign', 'send']))

  test('what is copied says what it is, and brings the messages, channels and choices that it uses', () => {
    expect(recipes.copyNodes(helpDesk(), 'report', ['assign', 'send'])).toMatchObject({
      halley: 'clipboard', version: 1, nodes: [{ id: 'assign' }, { id: 'send' }], edges: [{ id: 'assign:default' }], messages: [{ id: 'ticket' }], channels: [{ id: 'escalation' }], choices: [{ id: 'priority' }],
    })
    expect(recipes.copyNodes(helpDesk(), 'report', ['gone'])).toBeNull()
  })

  test('pasted nodes have new ids, their arrows, and stand a little off; a second Start is left out', () => {
    const project = helpDesk()
    const clipboard = recipes.readClipboard(copied())
    const ids = clipboard ? recipes.pasteNodes(project, { flowId: 'report', clipboard }, countingIds('new')) : []
    expect(ids).toStrictEqual(['new1', 'new2'])
    expect(project.flows['report']?.nodes['new1']?.position).toStrictEqual({ x: 192, y: 32 })
    expect(arrows(project)).toContain('new1:default > new2')
    expect(Object.keys(project.messages)).toStrictEqual(['ticket'])
  })

  test('into another project the missing messages, channels and choices come along, with free names, and once', () => {
    const other = emptyProject({ id: 'o', name: 'Other', technicalName: 'other' })
    recipes.createMessage(other, { name: 'Ticket' }, () => 'own')
    recipes.createFlow(other, { name: 'Main', type: 'flowchart' }, countingIds('main'))
    const clipboard = recipes.readClipboard(copied())
    if (clipboard === undefined) throw new Error('the clipboard is ours')
    for (const at of [{ x: 0, y: 0 }, { x: 80, y: 80 }]) recipes.pasteNodes(other, { flowId: 'main1', clipboard, at }, countingIds(`at${at.x}-`))
    expect(Object.values(other.messages).map((message) => message.technicalName)).toStrictEqual(['Ticket', 'Ticket2'])
    expect(Object.keys(other.channels)).toStrictEqual(['escalation'])
    expect(Object.keys(other.choices)).toStrictEqual(['priority'])
    expect(other.flows['main1']?.nodes['at80-1']?.position).toStrictEqual({ x: 80, y: 80 })
    expect(projectSchema.parse(other)).toStrictEqual(other)
  })

  test('a room that a node or a screen uses comes along', () => {
    const from = helpDesk()
    recipes.createRoom(from, { name: 'Lounge' }, () => 'lounge')
    recipes.addNode(from, 'report', { kind: 'user-interaction', version: 1, position: { x: 0, y: 0 }, config: { screen: { widgets: { w: { id: 'w', roomId: 'lounge' } } } } }, () => 'show')
    const other = emptyProject({ id: 'o', name: 'Other', technicalName: 'other' })
    recipes.createFlow(other, { name: 'Main', type: 'flowchart' }, countingIds('main'))
    const clipboard = recipes.readClipboard(JSON.stringify(recipes.copyNodes(from, 'report', ['show'])))
    if (clipboard === undefined) throw new Error('the clipboard is ours')
    recipes.pasteNodes(other, { flowId: 'main1', clipboard }, countingIds('at'))
    expect(other.rooms).toMatchObject({ lounge: { id: 'lounge', name: 'Lounge', technicalName: 'lounge' } })
  })

  test.each(['', 'hello', '{"halley": "clipboard", "version": 2}', '{"halley": "clipboard", "version": 1, "nodes": []}', '['.repeat(100_000) + '"clipboard"'])('other text on the clipboard is left alone', (text) => {
    expect(recipes.readClipboard(text)).toBeUndefined()
  })
})
