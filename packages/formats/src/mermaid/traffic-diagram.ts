import { inOrder, type Node, type Project, type Value } from '@halley/model'
import { messagesOn } from '../travelling.ts'
import { label } from './written-label.ts'

/** One diagram of who sends what on which channel, and what it starts: flows are boxes, channels hexagons, messages the names of arrows. */
export function trafficDiagram(project: Project): string {
  const flows = new Map(inOrder(project.flows).map((flow, index) => [flow.id, { flow, name: `f${index + 1}` }]))
  const channels = new Map(inOrder(project.channels).map((channel, index) => [channel.id, { channel, name: `c${index + 1}` }]))
  const arrows = new Set<string>()
  for (const { flow, name } of flows.values()) {
    for (const node of Object.values(flow.nodes).sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const channel = channels.get(textOf(node, 'channelId'))
      if (node.kind !== 'comet-message' || channel === undefined) continue
      const action = textOf(node, 'action')
      if (action === 'send') arrows.add(`  ${name} -->|${label(messageName(project, textOf(node, 'messageId')))}| ${channel.name}`)
      if (action !== 'listen') continue
      const started = textOf(node, 'response') === 'flow' ? flows.get(textOf(node, 'flowId')) : undefined
      const heard = textOf(node, 'listenTo') === 'specific' ? textsOf(node, 'listenMessageIds') : []
      arrows.add(`  ${channel.name} -.->|${label(heard.length === 0 ? 'any message' : heard.map((id) => messageName(project, id)).join(', '))}| ${started?.name ?? name}`)
    }
  }
  return [
    'flowchart LR',
    ...[...flows.values()].map(({ flow, name }) => `  ${name}[${label(flow.name)}]`),
    ...[...channels.values()].map(({ channel, name }) => `  ${name}{{${label(`${channel.name}: ${messagesOn(project, channel).map((message) => message.name).join(', ')}`)}}}`),
    ...arrows,
  ].join('\n')
}

function messageName(project: Project, messageId: string): string {
  return project.messages[messageId]?.name ?? '…'
}

function textOf({ config }: Node, key: string): string {
  const value = Object.hasOwn(config, key) ? config[key] : undefined
  return typeof value === 'string' ? value : ''
}

function textsOf({ config }: Node, key: string): readonly string[] {
  const value: Value | undefined = Object.hasOwn(config, key) ? config[key] : undefined
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
