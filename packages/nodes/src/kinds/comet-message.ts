import { defineNodeKind, type NodeProblem, type ModelContext, type Outcome, type RunContext, type CompiledExpression, type Form } from '@halley/engine'
import type { Fix } from '@halley/model'
import { cometConfig, cometSummary, hasSeveralMessages, type CometConfig } from './comet-config.ts'

const listening = ({ action }: CometConfig): boolean => action === 'listen'
const sending = ({ action }: CometConfig): boolean => action === 'send'
const stopping = ({ action }: CometConfig): boolean => action === 'stop'

const form: Form<CometConfig> = {
  channelId: { control: 'channel', label: 'Channel name', create: true, help: 'The channel messages travel on. A new name makes a new channel.' },
  action: {
    control: 'select', label: 'Action',
    options: [
      { value: 'listen', label: 'Start listening', help: 'From now on, messages on the channel get the response chosen below.' },
      { value: 'send', label: 'Send message', help: 'Sends the message with the values it has now.' },
      { value: 'stop', label: 'Stop listening', help: 'Ends listening. Stopping what was never started is no error.' },
    ],
  },
  listenTo: { control: 'select', label: 'Start listening to', help: 'Any message of the channel, or only those that are ticked. A specific one wins over any.', visible: (config, context) => listening(config) && hasSeveralMessages(context), options: [{ value: 'any', label: 'Any message' }, { value: 'specific', label: 'Specific message' }] },
  listenMessageIds: { control: 'messages', label: 'Messages', help: 'The messages that get the response; others on the channel are not heard by this node.', visible: (config, context) => listening(config) && hasSeveralMessages(context) && config.listenTo === 'specific' },
  messageId: { control: 'message', label: 'Message folder', create: true, visible: sending, help: 'The message that is sent, with the values assigned to it.' },
  stopAt: { control: 'select', label: 'Stop listening at', help: 'All messages of the channel, or only those that are ticked. Stopping what was never started is no error.', visible: (config, context) => stopping(config) && hasSeveralMessages(context), options: [{ value: 'all', label: 'All messages' }, { value: 'specific', label: 'A specific message' }] },
  stopMessageIds: { control: 'messages', label: 'Messages', help: 'The messages that are no longer listened to; others on the channel still are.', visible: (config, context) => stopping(config) && hasSeveralMessages(context) && config.stopAt === 'specific' },
  key: { control: 'expression', label: 'Key', expects: 'text', optional: true, help: 'Which instance of the channel, such as a conversation id. Empty: every key when listening, none when sending.', placeholder: 'No key' },
  condition: { control: 'expression', label: 'Condition', expects: 'yesNo', optional: true, visible: listening, scope: 'arrivingMessage', help: 'Only messages that meet it get the response. The message is read by its name: Ticket.priority == "high".' },
  response: {
    control: 'select', label: 'Response action', visible: listening,
    options: [
      { value: 'refresh', label: 'Refresh screen', help: 'Draws the screen again with what is known now; what was typed stays.' },
      { value: 'flow', label: 'Execute flowchart', help: 'Runs a flowchart; in it the message is read by its name.' },
      { value: 'navigate', label: 'Navigate to', help: 'Goes to a navigation item.' },
    ],
  },
  flowId: { control: 'flow', label: 'Flowchart', help: 'Runs for each message that arrives, which it reads by the message’s name. A flowchart may open overlays; an action flowchart shows nothing.', create: true, flowTypes: ['flowchart', 'action'], visible: (config) => listening(config) && config.response === 'flow' },
  navigationId: { control: 'navigation', label: 'Navigation item', help: 'Where a message that arrives takes the person.', visible: (config) => listening(config) && config.response === 'navigate' },
  until: { control: 'select', label: 'Listen until', help: 'Stopped: until a Stop listening, Clear session or the end of the session. This screen is left: until the person leaves the screen that is shown when it starts, or else the first one after it.', visible: listening, options: [{ value: 'stopped', label: 'Stopped' }, { value: 'screenLeft', label: 'This screen is left' }] },
  deliverTo: {
    control: 'select', label: 'Deliver to', help: 'Which sessions that listen get it. All but me keeps a session from answering itself.', visible: sending,
    options: [{ value: 'all', label: 'All listeners' }, { value: 'others', label: 'All but me' }, { value: 'me', label: 'Only me' }, { value: 'users', label: 'Users' }, { value: 'roles', label: 'Roles' }],
  },
  recipients: { control: 'expression', label: 'Who', expects: 'any', visible: (config) => sending(config) && (config.deliverTo === 'users' || config.deliverTo === 'roles'), placeholder: '["officer"]', help: 'A text or a list of texts: ids of users, or names of roles.' },
  secure: { control: 'checkbox', label: 'Security', visible: sending, help: 'The data of the message is encrypted on its way and wherever it is kept; only those who may listen on the channel can read it. Topic, key, times and sizes stay visible. If it cannot be encrypted, it is not sent, and Error is taken.' },
}

function check(config: CometConfig, context: ModelContext): NodeProblem[] {
  const { project, flowId } = context
  const problems: NodeProblem[] = []
  const error = (code: string, text: string, path: string, fix?: Fix): void => void problems.push({ code, severity: 'error', text, path: [path], ...(fix !== undefined && { fix }) })
  const channel = project.channels[config.channelId ?? '']
  if (channel === undefined) error('comet/channel_missing', config.channelId === null ? 'Choose a channel, or type the name of a new one.' : 'The channel was deleted; choose another.', 'channelId', channelFix(config, context))
  const allowed = (messageId: string): boolean => channel === undefined || channel.messageIds.length === 0 || channel.messageIds.includes(messageId)
  if (sending(config)) {
    const message = project.messages[config.messageId ?? '']
    if (message === undefined) error('comet/message_missing', config.messageId === null ? 'Choose the message to send.' : 'The message was deleted; choose another.', 'messageId', messageFix(context, allowed))
    else if (!allowed(message.id)) error('comet/message_not_on_channel', `${message.name} may not travel on "${channel?.name ?? ''}"; allow it in the channel or choose another.`, 'messageId')
    if ((config.deliverTo === 'users' || config.deliverTo === 'roles') && config.recipients.trim() === '') error('comet/recipients_missing', 'Say whom the message goes to.', 'recipients')
  }
  const named = listening(config) && config.listenTo === 'specific' ? config.listenMessageIds : stopping(config) && config.stopAt === 'specific' ? config.stopMessageIds : undefined
  const namedPath = listening(config) ? 'listenMessageIds' : 'stopMessageIds'
  if (named !== undefined && hasSeveralMessages(context)) {
    if (named.length === 0) error('comet/message_missing', 'Choose at least one message.', namedPath)
    if (named.some((id) => project.messages[id] === undefined)) error('comet/message_missing', 'A message was deleted; choose again.', namedPath)
  }
  if (listening(config)) {
    const flow = project.flows[config.flowId ?? '']
    if (config.response === 'flow' && flow === undefined) error('comet/flow_missing', config.flowId === null ? 'Choose the flowchart to execute when a message arrives.' : 'The flowchart to execute was deleted; choose another.', 'flowId')
    if (config.response === 'navigate' && project.navigation[config.navigationId ?? ''] === undefined) error('comet/navigation_missing', 'Choose where to go when a message arrives.', 'navigationId')
    if (project.flows[flowId]?.type === 'action' && config.until === 'screenLeft') problems.push({ code: 'comet/no_screen_to_leave', severity: 'hint', text: 'In an action flowchart this means the screen that is shown when it runs.', path: ['until'] })
  }
  return problems
}

// With one channel that the node can use there is nothing to choose; with none there is one to make.
function channelFix(config: CometConfig, { project, flowId, nodeId }: ModelContext): Fix | undefined {
  const { messageId } = config
  const [only, ...others] = Object.values(project.channels).filter(({ messageIds }) => !sending(config) || messageId === null || messageIds.length === 0 || messageIds.includes(messageId))
  if (only === undefined) return { type: 'createChannel', flowId, nodeId }
  return others.length > 0 ? undefined : { type: 'setConfig', flowId, nodeId, path: ['channelId'], value: only.id, label: `Use “${only.name}”` }
}

function messageFix({ project, flowId, nodeId }: ModelContext, allowed: (messageId: string) => boolean): Fix | undefined {
  const [only, ...others] = Object.values(project.messages).filter(({ id }) => allowed(id))
  return only === undefined || others.length > 0 ? undefined : { type: 'setConfig', flowId, nodeId, path: ['messageId'], value: only.id, label: `Send “${only.name}”` }
}

type Prepared = { readonly key: CompiledExpression | undefined; readonly condition: CompiledExpression | undefined; readonly recipients: CompiledExpression | undefined }

/** Sends a message on a channel, starts listening to one, or stops. */
export const cometMessage = defineNodeKind<CometConfig, Prepared>({
  kind: 'comet-message',
  version: 1,
  title: 'Comet message',
  help: 'Sends a message to everybody who listens on a channel, starts listening on one, or stops. Error is taken when the channel or message is missing, the payload does not fit, or sending is not possible; nobody listening is no error.',
  group: 'comet',
  config: cometConfig,
  form,
  look: {
    icon: 'comet',
    tone: 'comet',
    title: ({ action }) => ({ send: 'Send message', listen: 'Start listening', stop: 'Stop listening' })[action],
    summary: cometSummary,
    messageId: (config) => (sending(config) ? config.messageId : listening(config) && config.listenTo === 'specific' ? (config.listenMessageIds[0] ?? null) : null),
  },
  exits: () => [{ id: 'default', label: 'Default' }, { id: 'error', label: 'Error', tone: 'error' }],
  traffic: (config) => {
    if (sending(config)) return { sends: { channelId: config.channelId, messageId: config.messageId, secure: config.secure } }
    if (stopping(config)) return { stops: { channelId: config.channelId } }
    return {
      listens: { channelId: config.channelId, messageIds: config.listenTo === 'any' ? 'any' : config.listenMessageIds, untilScreenLeft: config.until === 'screenLeft' },
      calls: config.response === 'flow' ? [config.flowId] : [],
      navigates: config.response === 'navigate' ? [config.navigationId] : [],
    }
  },
  check,
  prepare: (config, context) => {
    const condition = listening(config) ? context.expression(['condition'], config.condition, { type: 'yesNo' }) : undefined
    if (condition?.references.some(([name]) => name === 'row') === true) {
      context.report({ code: 'comet/row_in_condition', severity: 'error', text: 'The condition is read when a message arrives; then no row is in turn. Assign what you need of the row to a field before, and compare with that.', path: ['condition'] })
    }
    return {
      key: context.expression(['key'], config.key),
      condition,
      recipients: sending(config) && (config.deliverTo === 'users' || config.deliverTo === 'roles') ? context.expression(['recipients'], config.recipients) : undefined,
    }
  },
  accepts: ({ condition }, context) => {
    if (condition === undefined) return { ok: true }
    const result = context.evaluate(condition)
    if (!result.ok) return { ok: false, reason: `the listener's condition failed: ${result.text}` }
    if (result.value === true) return { ok: true }
    return { ok: false, reason: result.value === null ? "the listener's condition is unknown for this message" : "the listener's condition is not met" }
  },
  enter: (prepared, context, config) => {
    const key = keyOf(prepared.key, context)
    if (key.problem !== undefined) return key.problem
    return act(config, { key: key.value, prepared, context })
  },
  resume: (_prepared, _context, resumption) => (resumption.type === 'effect' && !resumption.result.ok
    ? { type: 'fail', code: resumption.result.code, text: resumption.result.text }
    : { type: 'leave', exit: 'default' }),
})

/** Computes the key of a channel. An expression that gives none fails: an empty key would have meant every key. */
export function keyOf(expression: CompiledExpression | undefined, context: RunContext): { readonly value: string | null; readonly problem?: Outcome } {
  if (expression === undefined) return { value: null }
  const result = context.evaluate(expression)
  if (!result.ok) return { value: null, problem: { type: 'fail', code: result.code, text: `The key could not be computed: ${result.text}` } }
  const { value } = result
  if (typeof value === 'string' && value !== '') return { value }
  if (typeof value === 'number') return { value: String(value) }
  return { value: null, problem: { type: 'fail', code: 'comet/key_unknown', text: 'The key is unknown; nothing was sent or listened to, since an empty key would have meant every key.' } }
}

function act(config: CometConfig, { key, prepared, context }: { key: string | null; prepared: Prepared; context: RunContext }): Outcome {
  const { project } = context
  const { channelId } = config
  if (channelId === null || project.channels[channelId] === undefined) return { type: 'fail', code: 'comet/channel_missing', text: 'The channel does not exist.' }
  const several = Object.keys(project.messages).length > 1
  switch (config.action) {
    case 'listen':
      return {
        type: 'listen', channelId, key,
        messageIds: several && config.listenTo === 'specific' ? config.listenMessageIds : 'any',
        response: config.response === 'flow' && config.flowId !== null ? { type: 'flow', flowId: config.flowId }
          : config.response === 'navigate' && config.navigationId !== null ? { type: 'navigate', navigationId: config.navigationId }
          : { type: 'refresh' },
        untilScreenLeft: config.until === 'screenLeft',
      }
    case 'stop':
      return { type: 'unlisten', channelId, key, messageIds: several && config.stopAt === 'specific' ? config.stopMessageIds : 'all' }
    case 'send': {
      if (config.messageId === null || project.messages[config.messageId] === undefined) return { type: 'fail', code: 'comet/message_missing', text: 'The message does not exist.' }
      const deliverTo = audience(config, prepared, context)
      return 'problem' in deliverTo ? deliverTo.problem : { type: 'publish', channelId, messageId: config.messageId, key, secure: config.secure, deliverTo: deliverTo.to }
    }
  }
}

type Audience = { readonly to: Extract<Outcome, { type: 'publish' }>['deliverTo'] } | { readonly problem: Outcome }

/** Computes whom a message goes to. */
export function audience(config: Pick<CometConfig, 'deliverTo'>, prepared: Pick<Prepared, 'recipients'>, context: RunContext): Audience {
  if (config.deliverTo === 'all' || config.deliverTo === 'others' || config.deliverTo === 'me') return { to: { type: config.deliverTo } }
  const result = prepared.recipients === undefined ? undefined : context.evaluate(prepared.recipients)
  if (result !== undefined && !result.ok) return { problem: { type: 'fail', code: result.code, text: `Whom the message goes to could not be computed: ${result.text}` } }
  const value = result?.value ?? null
  const names = (Array.isArray(value) ? value : [value]).filter((name): name is string => typeof name === 'string')
  if (names.length === 0) return { problem: { type: 'fail', code: 'comet/recipients_unknown', text: 'Whom the message goes to is unknown or empty; it was sent to nobody.' } }
  return { to: config.deliverTo === 'users' ? { type: 'users', ids: names } : { type: 'roles', roles: names } }
}

