import { checkPublishing, compileProject } from '@halley/engine'
import { createChannel, emptyProject, type Project } from '@halley/model'
import { expect, test } from 'vitest'
import { catalog } from './catalog.ts'
import { helpdeskEscalation } from './examples/helpdesk-escalation.ts'

function problems(change: (project: Project) => void = () => {}) {
  const project = helpdeskEscalation()
  change(project)
  const { stops, warns } = checkPublishing(compileProject(project, catalog))
  return { stops: stops.map(({ code }) => code), warns: warns.map(({ code }) => code) }
}

function withoutHomes(project: Project): void {
  project.settings.homeFlowId = null
  for (const persona of Object.values(project.personas)) persona.homeFlowId = null
}

test('an app that runs can be published', () => {
  expect(problems()).toEqual({ stops: [], warns: [] })
})

test('an app in which nothing starts cannot be published, and is told why', () => {
  expect(problems(withoutHomes).stops).toEqual(['publish/nothing_starts'])
  expect(checkPublishing(compileProject(emptyProject({ id: 'e', name: 'E', technicalName: 'e' }), catalog)).stops.map(({ code }) => code)).toEqual(['publish/nothing_starts'])
  expect(problems((project) => {
    withoutHomes(project)
    project.settings.homeFlowId = 'gone'
  }).stops).toEqual(['project/home_missing'])
})

test('one persona that can start is enough', () => {
  expect(problems((project) => {
    withoutHomes(project)
    const [persona] = Object.values(project.personas)
    const [flow] = Object.values(project.flows).filter(({ type }) => type === 'flowchart')
    if (persona !== undefined && flow !== undefined) persona.homeFlowId = flow.id
  }).stops).toEqual([])
})

test('an error inside one flowchart is told and does not stop', () => {
  const { stops, warns } = problems((project) => {
    const flow = project.flows['showTicket']
    if (flow !== undefined) flow.nodes['odd'] = { id: 'odd', kind: 'unheard-of', version: 1, position: { x: 0, y: 0 }, config: {} }
  })
  expect(stops).toEqual([])
  expect(warns).toEqual(['node/unknown_kind'])
})

test('two channels of one technical name stop: their messages would be confused', () => {
  expect(problems((project) => {
    const id = createChannel(project, { name: 'Other' }, () => 'other')
    const channel = project.channels[id]
    if (channel !== undefined) channel.technicalName = 'escalation'
  }).stops).toEqual(['names/same_technical_name'])
})
