import type { Project } from '@halley/model'

/** A step towards the first message that arrives. */
export type FirstStep = { readonly id: 'message' | 'flowchart' | 'send' | 'listen'; readonly isDone: boolean }

/** How far a project is on the way to its first message, read off the project itself. */
export function firstSteps(project: Project): readonly FirstStep[] {
  const actions = new Set(Object.values(project.flows).flatMap((flow) => Object.values(flow.nodes).flatMap((node) => (node.kind === 'comet-message' ? [node.config.action] : []))))
  return [
    { id: 'message', isDone: Object.keys(project.messages).length > 0 },
    { id: 'flowchart', isDone: Object.keys(project.flows).length > 0 },
    { id: 'send', isDone: actions.has('send') },
    { id: 'listen', isDone: actions.has('listen') },
  ]
}
