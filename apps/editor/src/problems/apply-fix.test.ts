import { checkProject } from '@halley/engine'
import { addNode, createChannel, createFlow, createMessage, emptyProject, type Diagnostic, type Fix } from '@halley/model'
import { catalog } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { newId } from '../stores/new-id.ts'
import { fixDraft, fixesOf, fixLabel } from './apply-fix.ts'
import { marksBy } from './problems-store.ts'

function flowWithLog() {
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  const flowId = createFlow(project, { name: 'Escalate', type: 'flowchart' }, newId)
  const nodeId = addNode(project, flowId, { kind: 'log', version: 1, position: { x: 0, y: 0 }, config: { text: 'x' } }, newId) ?? ''
  return { project, flowId, nodeId }
}

describe('a fix', () => {
  it('leads an exit to the End that is there', () => {
    const { project, flowId, nodeId } = flowWithLog()
    fixDraft(project, { type: 'connectToEnd', flowId, nodeId, exit: 'default' })
    const to = project.flows[flowId]?.edges[`${nodeId}:default`]?.to
    expect(project.flows[flowId]?.nodes[to ?? '']?.kind).toBe('end')
    expect(Object.values(project.flows[flowId]?.nodes ?? {}).filter((node) => node.kind === 'end')).toHaveLength(1)
  })

  it('makes a channel for a node that has none', () => {
    const { project, flowId, nodeId } = flowWithLog()
    fixDraft(project, { type: 'createChannel', flowId, nodeId })
    expect(Object.keys(project.channels)).toEqual([project.flows[flowId]?.nodes[nodeId]?.config['channelId']])
  })

  it('sets a property, also inside a line, and deletes a node', () => {
    const { project, flowId, nodeId } = flowWithLog()
    fixDraft(project, { type: 'setConfig', flowId, nodeId, path: ['text'], value: 'y', label: 'Write y' })
    expect(project.flows[flowId]?.nodes[nodeId]?.config['text']).toBe('y')
    fixDraft(project, { type: 'deleteNode', flowId, nodeId })
    expect(project.flows[flowId]?.nodes[nodeId]).toBeUndefined()
  })

  it('of a node that nothing leads to is to connect it, or else to delete it', () => {
    const { project, flowId, nodeId } = flowWithLog()
    const found = checkProject(project, catalog).diagnostics.find(({ code }) => code === 'node/unreachable')
    expect([found?.fix, found?.otherFix]).toEqual([{ type: 'leadToNode', flowId, nodeId }, { type: 'deleteNode', flowId, nodeId }])
    expect([found?.fix, found?.otherFix].map((fix) => fix && fixLabel(fix))).toEqual(['Connect it', 'Delete the node'])
  })

  it('of a message node is the only channel and the only message that fit, or a new channel', () => {
    const { project, flowId } = flowWithLog()
    const nodeId = addNode(project, flowId, { kind: 'comet-message', version: 1, position: { x: 0, y: 200 }, config: {} }, newId) ?? ''
    const fixOf = (code: string) => checkProject(project, catalog).diagnostics.find((problem) => problem.code === code)?.fix
    const labels = () => ['comet/channel_missing', 'comet/message_missing'].map((code) => {
      const fix = fixOf(code)
      return fix && fixLabel(fix)
    })
    expect(labels()).toEqual(['New channel', undefined])
    const channelId = createChannel(project, { name: 'escalation' }, newId)
    const messageId = createMessage(project, { name: 'Ticket' }, newId)
    expect(labels()).toEqual(['Use “escalation”', 'Send “Ticket”'])
    for (const code of ['comet/channel_missing', 'comet/message_missing']) {
      const fix = fixOf(code)
      if (fix !== undefined) fixDraft(project, fix)
    }
    expect(project.flows[flowId]?.nodes[nodeId]?.config).toMatchObject({ channelId, messageId })
    expect(labels()).toEqual([undefined, undefined])
  })

  it('that takes something away comes after all others', () => {
    const place = { flowId: 'f', nodeId: 'n' }
    const problem: Diagnostic = { code: 'x', severity: 'warning', text: 'x', place: { type: 'project' }, fix: { type: 'deleteNode', ...place }, otherFix: { type: 'leadToNode', ...place } }
    expect(fixesOf(problem).map(({ type }) => type)).toEqual(['leadToNode', 'deleteNode'])
  })

  it('leaves everything alone when its place is gone', () => {
    const { project, flowId } = flowWithLog()
    const before = structuredClone(project)
    const gone = { flowId, nodeId: 'gone' }
    const fixes: Fix[] = [{ type: 'connectToEnd', ...gone, exit: 'default' }, { type: 'createChannel', ...gone }, { type: 'setConfig', ...gone, path: ['text'], value: 'y', label: 'y' }, { type: 'deleteNode', ...gone }]
    for (const fix of fixes) fixDraft(project, fix)
    expect(project).toEqual(before)
  })
})

it('a marker shows the worst problem of its place and the texts of all', () => {
  const problem = (severity: Diagnostic['severity'], text: string): Diagnostic => ({ code: 'x', severity, text, place: { type: 'node', flowId: 'f', nodeId: 'n' } })
  const marks = marksBy([problem('error', 'one'), problem('hint', 'two')], (place) => (place.type === 'node' ? place.nodeId : null))
  expect(marks.get('n')).toEqual({ severity: 'error', texts: ['one', 'two'] })
})
