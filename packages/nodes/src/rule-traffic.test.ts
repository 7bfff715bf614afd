import { checkProject } from '@halley/engine'
import { addAgent, createAgentFlow, createRoom, createRule, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { cometNode, endNode, screenNode, smallProject, startNode, type DrawnFlow } from './small-project.ts'

const sending: DrawnFlow = { nodes: [startNode(), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'note' }), endNode()], arrows: [['start', 'default', 'send'], ['send', 'default', 'end']] }
const shown: DrawnFlow = { nodes: [startNode(), screenNode('seen', 'seen', [])], arrows: [['start', 'default', 'seen']] }

/** The problems about who hears what, and about what nothing uses, as their codes and what they are about. */
function problemsWith(change: (project: Project) => void): string[] {
  const project = structuredClone(smallProject({ home: sending, seen: shown }))
  change(project)
  return checkProject(project, catalog).diagnostics.flatMap(({ code, place }) => (/nobody_listens|unused/.test(code) ? [`${code} ${place.type === 'resource' ? place.id : ''}`.trim()] : []))
}

function rule(project: Project, pattern: string): void {
  createRule(project, { name: pattern, pattern, title: 'New' }, () => 'rule')
  Object.assign(project.rules['rule']?.recipients ?? {}, { roles: ['officer'] })
}

describe('a notification rule hears what is sent', () => {
  it('so a message that only it hears is not said to reach nobody', () => {
    expect(problemsWith(() => undefined)).toContain('message/nobody_listens')
    for (const pattern of ['events.*.small.escalation.Note.*', 'events.*.*.*.Note.*', 'events.*.small.>']) expect(problemsWith((project) => rule(project, pattern))).not.toContain('message/nobody_listens')
  })

  it('but not what its pattern leaves out, and not when it has a problem', () => {
    for (const pattern of ['events.*.small.gossip.Note.*', 'events.*.small.escalation.Ticket.*', 'events.*.shop.>']) expect(problemsWith((project) => rule(project, pattern))).toContain('message/nobody_listens')
    expect(problemsWith((project) => { rule(project, 'events.*.small.>'); Object.assign(project.rules['rule'] ?? {}, { title: '' }) })).toContain('message/nobody_listens')
  })
})

describe('what only rules and rooms use is used', () => {
  it('the channel and the message that a pattern names, and the flowchart that opens', () => {
    const before = problemsWith(() => undefined)
    expect(before).toEqual(expect.arrayContaining(['channels/unused gossip', 'messages/unused ticket', 'flows/unused seen']))
    const after = problemsWith((project) => { rule(project, 'events.*.small.gossip.Ticket.*'); Object.assign(project.rules['rule'] ?? {}, { link: { type: 'flow', flowId: 'seen' } }) })
    expect(after.filter((problem) => /gossip|ticket|seen/.test(problem))).toEqual([])
  })

  it('the flowchart of an agent, with the fields that it takes and gives', () => {
    let made = 0
    const newId = () => `made${(made += 1)}`
    const found = problemsWith((project) => {
      createRoom(project, { name: 'Lounge' }, () => 'lounge')
      addAgent(project, 'lounge', { name: 'Helper', by: { type: 'flow', flowId: createAgentFlow(project, 'Answer', newId) } }, newId)
    })
    expect(found.filter((problem) => problem.includes('made'))).toEqual([])
  })
})
