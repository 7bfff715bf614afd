import { createFlow, createMessage, emptyProject, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { firstSteps } from './first-steps.ts'

let made = 0
const newId = () => `id${(made += 1)}`
const done = (project: Project) => firstSteps(project).filter(({ isDone }) => isDone).map(({ id }) => id)

describe('the first steps', () => {
  it('nothing is done in an empty project', () => {
    expect(done(emptyProject({ id: 'p', name: 'P', technicalName: 'p' }))).toEqual([])
  })

  it('each step is done by drawing it, in any order', () => {
    const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
    const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
    expect(done(project)).toEqual(['flowchart'])
    createMessage(project, { name: 'Ticket' }, newId)
    const flow = project.flows[flowId]
    if (flow === undefined) throw new Error('the flowchart is not there')
    flow.nodes['n'] = { id: 'n', kind: 'comet-message', version: 1, position: { x: 0, y: 0 }, config: { action: 'listen' } }
    expect(done(project)).toEqual(['message', 'flowchart', 'listen'])
    flow.nodes['m'] = { id: 'm', kind: 'comet-message', version: 1, position: { x: 0, y: 0 }, config: { action: 'send' } }
    expect(done(project)).toEqual(['message', 'flowchart', 'send', 'listen'])
  })
})
