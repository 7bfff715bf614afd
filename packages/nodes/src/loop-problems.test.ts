import { checkProject } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { anyNode, assignNode, countTarget, endNode, screenNode, smallProject, startNode, type DrawnFlow } from './small-project.ts'

/** The loops that are said of a project whose navigation item leads to `home`. */
function loopsOf(flows: Record<string, DrawnFlow>, visibleWhen = ''): [string, string | undefined][] {
  const project = smallProject(flows, (made) => ({ ...made, navigation: Object.fromEntries(Object.entries(made.navigation).map(([id, item]) => [id, { ...item, flowId: 'home', visibleWhen }])) }))
  return checkProject(project, catalog).diagnostics.flatMap(({ code, place }) => (code.endsWith('_loop') ? [[code, place.type === 'node' ? `${place.flowId}.${place.nodeId}` : undefined]] : []))
}

const go = (id = 'go') => anyNode(id, 'navigation', { navigationId: 'goElsewhere' })
const call = (flowId: string, id = 'call') => anyNode(id, 'sub-flowchart', { flowId })
const chain = (...nodes: DrawnFlow['nodes'][number][]): DrawnFlow => ({ nodes, arrows: nodes.slice(1).map((node, index) => [nodes[index]?.id ?? '', nodes[index]?.kind === 'sub-flowchart' ? 'end' : nodes[index]?.kind === 'user-interaction' ? 'Go' : 'default', node.id]) })
const decide = anyNode('decide', 'decision', { expression: 'count > 0' })

describe('Loops across flows', () => {
  it.each<[string, Record<string, DrawnFlow>, [string, string][]]>([
    ['Navigation to the flow itself', { home: chain(startNode(), go()) }, [['flow/endless_loop', 'home.go']]],
    ['Clear session that goes to the flow itself', { home: chain(startNode(), anyNode('clear', 'clear-session', { navigationId: 'goElsewhere' })) }, [['flow/endless_loop', 'home.clear']]],
    ['a flow that calls one that navigates back', { home: chain(startNode(), call('inner'), endNode()), inner: chain(startNode(), assignNode('add', countTarget, 'count + 1'), go()) }, [['flow/endless_loop', 'home.call']]],
    ['a flow that calls itself', { home: chain(startNode(), call('home'), endNode()) }, [['flow/endless_loop', 'home.call']]],
    ['two flows that call each other', { home: chain(startNode(), call('inner'), endNode()), inner: chain(startNode(), call('home'), endNode()) }, [['flow/endless_loop', 'home.call']]],
    ['a call that comes back to itself, of a flow that does not wait', { home: { nodes: [startNode(), call('inner')], arrows: [['start', 'default', 'call'], ['call', 'end', 'call']] }, inner: chain(startNode(), endNode()) }, [['flow/endless_loop', 'home.call']]],
    ['a call that comes back to itself, of a flow that waits', { home: { nodes: [startNode(), call('inner')], arrows: [['start', 'default', 'call'], ['call', 'end', 'call']] }, inner: chain(startNode(), screenNode('ask', 'Ask'), endNode()) }, []],
    ['a screen on the way', { home: chain(startNode(), screenNode('ask', 'Ask'), go()) }, []],
    ['a screen on the way in a called flow', { home: chain(startNode(), call('inner'), go()), inner: chain(startNode(), screenNode('ask', 'Ask'), endNode()) }, []],
    ['a decision that may leave the loop', { home: { nodes: [startNode(), decide, go(), screenNode('ask', 'Ask')], arrows: [['start', 'default', 'decide'], ['decide', 'yes', 'go'], ['decide', 'no', 'ask']] } }, [['flow/busy_loop', 'home.go']]],
    ['a called flow without any loop', { home: chain(startNode(), call('inner'), screenNode('ask', 'Ask', [])), inner: chain(startNode(), endNode()) }, []],
  ])('%s', (_title, flows, expected) => {
    expect(loopsOf(flows)).toEqual(expected)
  })

  it('an item that may refuse is a way out', () => {
    expect(loopsOf({ home: chain(startNode(), go()) }, 'count < 3')).toEqual([['flow/busy_loop', 'home.go']])
  })
})
