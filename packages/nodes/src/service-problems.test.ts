import { checkProject } from '@halley/engine'
import { createFlow, type Project } from '@halley/model'
import { expect, test } from 'vitest'
import { catalog } from './catalog.ts'
import { helpdeskEscalation } from './examples/helpdesk-escalation.ts'

/** The helpdesk with an action flowchart that listens on application start, and what its listener does. */
function helpdeskWith(response: { readonly [key: string]: string }): Project {
  const project = helpdeskEscalation()
  let ids = 0
  const newId = () => `new${(ids += 1)}`
  const id = createFlow(project, { name: 'Watch all', type: 'action' }, newId)
  const flow = project.flows[id]
  if (flow === undefined) throw new Error('There is no such flow.')
  flow.nodes['hear'] = { id: 'hear', kind: 'comet-message', version: 1, position: { x: 0, y: 0 }, config: { action: 'listen', channelId: 'escalation', ...response } }
  project.settings.onApplicationStartFlowId = id
  return project
}

const problemsIn = (project: Project) => checkProject(project, catalog).diagnostics.filter(({ code }) => code === 'flow/screen_in_service').map(({ text, place }) => [text, place.type === 'node' ? place.nodeId : null])

test('a screen that would open on application start has nobody who sees it', () => {
  expect(problemsIn(helpdeskWith({ response: 'flow', flowId: 'showTicket' }))).toEqual([[expect.stringContaining('"Show ticket" shows a screen'), 'hear']])
  expect(problemsIn(helpdeskWith({ response: 'navigate', navigationId: 'goWatch' }))).toEqual([[expect.stringContaining('navigation item'), 'hear']])
})

test('the same flows in a client’s session are no problem', () => {
  expect(problemsIn(helpdeskEscalation())).toEqual([])
  expect(problemsIn(helpdeskWith({ response: 'refresh' }))).toEqual([])
})
