import { describe, expect, test } from 'vitest'
import { checkDocument } from '../check-document.ts'
import { agentAnswerOf, namedInputs } from '../agent-flow.ts'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { inOrder } from '../ids.ts'
import { projectSchema } from '../project.ts'
import * as recipes from './index.ts'

function desk() {
  const project = helpDesk()
  recipes.createRoom(project, { name: 'Lounge' }, () => 'lounge')
  recipes.addAgent(project, 'lounge', { name: 'Helper' }, () => 'helper')
  recipes.addAgent(project, 'lounge', { name: 'Helper' }, () => 'second')
  return project
}
const agentsOf = (project: ReturnType<typeof desk>) => inOrder(project.rooms['lounge']?.agents ?? {})
const helper = { roomId: 'lounge', agentId: 'helper' }

describe('agents of a room', () => {
  test('have names of their own, and are mentioned by what follows from them', () => {
    const project = desk()
    expect(agentsOf(project).map(({ name, technicalName }) => [name, technicalName])).toStrictEqual([['Helper', 'helper'], ['Helper 2', 'helper2']])
    recipes.renameAgent(project, helper, 'First aid')
    expect(agentsOf(project)[0]).toMatchObject({ name: 'First aid', technicalName: 'firstAid' })
    expect(projectSchema.parse(project)).toStrictEqual(project)
  })

  test('keep a technical name that was set by hand, until it is emptied', () => {
    const project = desk()
    expect(recipes.setAgentTechnicalName(project, helper, 'helper2')).toMatch(/is taken/)
    expect(recipes.setAgentTechnicalName(project, helper, 'bot')).toBeUndefined()
    recipes.renameAgent(project, helper, 'Robot')
    expect(agentsOf(project)[0]).toMatchObject({ name: 'Robot', technicalName: 'bot' })
    recipes.setAgentTechnicalName(project, helper, '')
    expect(agentsOf(project)[0]).toMatchObject({ technicalName: 'robot', technicalNameSetByHand: false })
  })

  test('move among the others, and go', () => {
    const project = desk()
    recipes.moveAgent(project, helper, 1)
    expect(agentsOf(project).map(({ id }) => id)).toStrictEqual(['second', 'helper'])
    recipes.deleteAgent(project, helper)
    expect(agentsOf(project).map(({ id }) => id)).toStrictEqual(['second'])
  })

  test('of a copied room have ids of their own, and so have those of a pasted one', () => {
    const project = desk()
    const id = recipes.duplicateResource(project, { collection: 'rooms', id: 'lounge' }, countingIds('copy')) ?? ''
    expect(project.rooms[id]).toMatchObject({ name: 'Lounge 2', technicalName: 'lounge2', agents: { copy2: { id: 'copy2', name: 'Helper' }, copy3: { id: 'copy3' } } })
    const read = recipes.readResourceClip(recipes.copyResource(project, { collection: 'rooms', id: 'lounge' }) ?? '')
    const pasted = read.ok ? recipes.pasteResource(project, read.clip, null, countingIds('paste')) : null
    expect(Object.keys(project.rooms[pasted ?? '']?.agents ?? {})).toStrictEqual(['paste3', 'paste4'])
  })
})

describe('a new flowchart for an agent', () => {
  test('takes the text and its author and gives an answer, without a problem', () => {
    const project = desk()
    const flowId = recipes.createAgentFlow(project, 'Answer', countingIds('flow'))
    const flow = project.flows[flowId]
    const by = { type: 'flow' as const, flowId }
    for (const agent of agentsOf(project)) agent.by = by
    expect(flow?.type).toBe('action')
    expect(flow && namedInputs(project, flow).map(({ name }) => name)).toStrictEqual(['text', 'author'])
    expect(flow && agentAnswerOf(project, flow)).toMatchObject({ type: 'field' })
    expect(checkDocument(project)).toStrictEqual([])
    expect(projectSchema.parse(project)).toStrictEqual(project)
    // A second one has the same fields: they are the data of two different sessions.
    recipes.createAgentFlow(project, 'Answer', countingIds('other'))
    expect(inOrder(project.fields).map(({ technicalName }) => technicalName)).toStrictEqual(['draftSubject', 'text', 'author', 'answer'])
  })
})

describe('an agent has a problem', () => {
  const problemsWith = (change: (project: ReturnType<typeof desk>) => void) => {
    const project = desk()
    const flowId = recipes.createAgentFlow(project, 'Answer', countingIds('flow'))
    for (const agent of agentsOf(project)) agent.by = { type: 'flow', flowId }
    change(project)
    return checkDocument(project).map(({ code, place }) => [code, place.type === 'resource' ? (place.path ?? []).join('.') : ''])
  }
  const first = (project: ReturnType<typeof desk>) => {
    const [agent] = agentsOf(project)
    if (agent === undefined) throw new Error('There is no agent.')
    return agent
  }
  const fieldOf = (project: ReturnType<typeof desk>, technicalName: string) => Object.values(project.fields).find((field) => field.technicalName === technicalName)
  const both = (code: string) => [[code, 'agents.helper.by.flowId'], [code, 'agents.second.by.flowId']]

  test.each<[string, (project: ReturnType<typeof desk>) => void, string[][]]>([
    ['without a flowchart', (project) => { first(project).by = { type: 'flow', flowId: null } }, [['room/agent_no_flow', 'agents.helper.by.flowId']]],
    ['when its flowchart is gone', (project) => { first(project).by = { type: 'flow', flowId: 'gone' } }, [['room/agent_flow_missing', 'agents.helper.by.flowId']]],
    ['when its flowchart may show screens', (project) => { first(project).by = { type: 'flow', flowId: 'report' } }, [['room/agent_flow_not_action', 'agents.helper.by.flowId']]],
    ['without a model', (project) => { first(project).by = { type: 'model', connectionId: null, instructions: '', rememberedMessages: 20 } }, [['room/agent_no_model', 'agents.helper.by.connectionId']]],
    ['when its connection is to something else', (project) => {
      recipes.createConnection(project, { name: 'Post', type: 'smtp' }, () => 'post')
      first(project).by = { type: 'model', connectionId: 'post', instructions: '', rememberedMessages: 20 }
    }, [['room/agent_model_missing', 'agents.helper.by.connectionId']]],
    ['when it is mentioned as another is', (project) => { first(project).technicalName = 'helper2' }, [['room/agent_same_name', 'agents.second.technicalName']]],
    ['when two answer everything', (project) => { for (const agent of agentsOf(project)) agent.answers = 'always' }, [['room/agents_answer_each_other', 'agents']]],
    ['when its flowchart gives no answer', (project) => { const field = fieldOf(project, 'answer'); if (field !== undefined) field.technicalName = 'reply' }, both('room/agent_no_answer')],
    ['when its flowchart gives a number', (project) => { const field = fieldOf(project, 'answer'); if (field !== undefined) field.valueType = { type: 'number' } }, both('room/agent_no_answer')],
    ['when its flowchart takes something else', (project) => { const field = fieldOf(project, 'author'); if (field !== undefined) field.technicalName = 'writer' }, both('room/agent_input_unknown')],
    ['when its flowchart takes the author as a number', (project) => { const field = fieldOf(project, 'author'); if (field !== undefined) field.valueType = { type: 'number' } }, both('room/agent_input_type')],
  ])('%s', (_what, change, expected) => expect(problemsWith(change)).toStrictEqual(expected))
})
