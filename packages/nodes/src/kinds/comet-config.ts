import type { ModelContext } from '@halley/engine'
import { idSchema } from '@halley/model'
import { z } from 'zod'

/** Everything a comet node can be told; which of it counts depends on the action. */
export const cometConfig = z.object({
  channelId: idSchema.nullable().default(null),
  action: z.enum(['listen', 'send', 'stop']).default('send'),
  /** Expression; empty means no key when sending, every key when listening or stopping. */
  key: z.string().max(4_000).default(''),
  // Start listening
  listenTo: z.enum(['any', 'specific']).default('any'),
  listenMessageIds: z.array(idSchema).max(200).default([]),
  condition: z.string().max(4_000).default(''),
  response: z.enum(['refresh', 'flow', 'navigate']).default('refresh'),
  flowId: idSchema.nullable().default(null),
  navigationId: idSchema.nullable().default(null),
  until: z.enum(['stopped', 'screenLeft']).default('stopped'),
  // Send message
  secure: z.boolean().default(false),
  messageId: idSchema.nullable().default(null),
  deliverTo: z.enum(['all', 'others', 'me', 'users', 'roles']).default('all'),
  recipients: z.string().max(4_000).default(''),
  // Stop listening
  stopAt: z.enum(['all', 'specific']).default('all'),
  stopMessageIds: z.array(idSchema).max(200).default([]),
})

export type CometConfig = z.infer<typeof cometConfig>

/** With one message in the project there is nothing to choose between: any message is that one. */
export function hasSeveralMessages({ project }: ModelContext): boolean {
  return Object.keys(project.messages).length > 1
}

/** The generated, read-only name: "Listen to escalation", "Send Ticket on escalation". */
export function cometName(config: CometConfig, { project }: ModelContext): string {
  const channel = project.channels[config.channelId ?? '']?.name ?? '…'
  const message = (id: string | null): string => project.messages[id ?? '']?.name ?? '…'
  switch (config.action) {
    case 'send':
      return `Send ${message(config.messageId)} on ${channel}`
    case 'listen':
      return config.listenTo === 'any' || config.listenMessageIds.length === 0 ? `Listen to ${channel}` : `Listen to ${config.listenMessageIds.map(message).join(', ')} on ${channel}`
    case 'stop':
      return config.stopAt === 'all' || config.stopMessageIds.length === 0 ? `Stop listening to ${channel}` : `Stop listening to ${config.stopMessageIds.map(message).join(', ')} on ${channel}`
  }
}

/** The name, with what a reader of the canvas wants to know besides. */
export function cometSummary(config: CometConfig, context: ModelContext): string {
  const name = cometName(config, context)
  if (config.action === 'send') {
    const audience = { all: '', others: ', to all but me', me: ', to me only', users: ', to some users', roles: ', to some roles' }[config.deliverTo]
    return `${name}${config.secure ? ', encrypted' : ''}${audience}`
  }
  if (config.action !== 'listen') return name
  const { project } = context
  const response = config.response === 'refresh' ? 'refresh the screen' : config.response === 'flow' ? `run "${project.flows[config.flowId ?? '']?.name ?? '…'}"` : `go to "${project.navigation[config.navigationId ?? '']?.name ?? '…'}"`
  return `${name}, then ${response}`
}
