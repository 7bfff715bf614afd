import { emptyProject, type Channel, type Choice, type ChoiceOption, type Connection, type Field, type Flow, type Message, type NavigationItem, type Persona, type Project, type Rule, type TableColumn } from '@halley/model'
import { edges, flow, listed, node, screen } from './build-example.ts'

const named = (name: string, technicalName: string) => ({ name, technicalName, technicalNameSetByHand: false, description: '' })
const resource = (id: string, name: string, technicalName: string) => ({ id, folderId: null, ...named(name, technicalName) })
const member = (id: string, parentId: string | null, name: string, technicalName: string) => ({ id, parentId, ...named(name, technicalName) })
const subject = { type: 'messageMember', messageId: 'ticket', memberId: 'subject' } as const
const priority = { type: 'messageMember', messageId: 'ticket', memberId: 'priority' } as const
const comments = { type: 'messageMember', messageId: 'ticket', memberId: 'comments' } as const
const takenSubject = { type: 'messageMember', messageId: 'taken', memberId: 'takenSubject' } as const
const takenBy = { type: 'messageMember', messageId: 'taken', memberId: 'by' } as const

/**
 * The example that Halley opens with: a customer files a ticket; one with priority high opens in an overlay on the
 * escalation officer's screen, who takes it, which the customer sees as a toast. An officer who does not look is
 * notified by push, and then by mail.
 */
export function helpdeskEscalation(): Project {
  return {
    ...emptyProject({ id: 'helpdesk-escalation', name: 'Helpdesk escalation', technicalName: 'helpdesk' }),
    messages: listed<Message>(
      {
        ...resource('ticket', 'Ticket', 'Ticket'),
        description: 'A problem that a customer reports.',
        hue: 0,
        members: {
          subject: { ...member('subject', null, 'Subject', 'subject'), order: 'a0', type: 'field', valueType: { type: 'text', maxLength: 120 }, required: true },
          priority: { ...member('priority', null, 'Priority', 'priority'), order: 'a1', type: 'field', valueType: { type: 'singleChoice', choiceId: 'priorities' }, required: true, default: 'normal' },
          comments: { ...member('comments', null, 'Comments', 'comments'), order: 'a2', type: 'list' },
          author: { ...member('author', 'comments', 'Author', 'author'), order: 'a0', type: 'field', valueType: { type: 'text' }, required: false },
          text: { ...member('text', 'comments', 'Text', 'text'), order: 'a1', type: 'field', valueType: { type: 'text' }, required: false },
        },
      },
      {
        ...resource('taken', 'Taken', 'Taken'),
        description: 'Somebody takes care of a ticket.',
        hue: 4,
        members: {
          takenSubject: { ...member('takenSubject', null, 'Subject', 'subject'), order: 'a0', type: 'field', valueType: { type: 'text' }, required: true },
          by: { ...member('by', null, 'By', 'by'), order: 'a1', type: 'field', valueType: { type: 'text' }, required: true },
        },
      },
    ),
    channels: listed<Channel>(
      { ...resource('escalation', 'escalation', 'escalation'), keyName: null, messageIds: ['ticket'], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' },
      { ...resource('answers', 'answers', 'answers'), keyName: null, messageIds: ['taken'], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' },
    ),
    fields: listed<Field>({ ...resource('whatHappened', 'What happened', 'whatHappened'), valueType: { type: 'text', maxLength: 500 } }),
    choices: listed<Choice>({
      ...resource('priorities', 'Priority', 'priority'),
      options: listed<ChoiceOption>(
        { id: 'low', ...named('Low', 'low') },
        { id: 'normal', ...named('Normal', 'normal') },
        { id: 'high', ...named('High', 'high'), color: 'amber' },
      ),
    }),
    // Nothing is at this address. The preview shows mails in place of sending them; a published helpdesk needs a mail server of its own.
    connections: listed<Connection>({
      ...resource('mailServer', 'Mail server', 'mailServer'),
      description: 'Put the address of your own mail server here before you publish.',
      settings: { type: 'smtp', host: 'mail.example.com', port: 587, security: 'starttls', user: '', from: 'Helpdesk <helpdesk@example.com>' },
    }),
    rules: listed<Rule>(urgentCall()),
    personas: listed<Persona>(
      { ...resource('customer', 'Customer', 'customer'), roles: ['customer'], homeFlowId: 'report', email: 'customer@example.com' },
      { ...resource('officer', 'Escalation officer', 'escalationOfficer'), roles: ['officer'], homeFlowId: 'watch', email: 'officer@example.com' },
    ),
    navigation: listed<NavigationItem>(
      { ...resource('goReport', 'Report a problem', 'reportAProblem'), flowId: 'report', visibleWhen: '"customer" in user.roles', icon: 'life-buoy' },
      { ...resource('goWatch', 'Escalations', 'escalations'), flowId: 'watch', visibleWhen: '"officer" in user.roles', icon: 'bell-ring' },
    ),
    flows: listed<Flow>(reportAProblem(), watchEscalations(), showTicket(), showTaken()),
    settings: { homeFlowId: 'report', onApplicationStartFlowId: null },
  }
}

/** Tells the officers of an urgent ticket also when they are not looking. */
function urgentCall(): Omit<Rule, 'order'> {
  return {
    ...resource('urgentCall', 'Urgent call', 'urgentCall'),
    description: 'In the inbox at once; pushed when it is not read after 30 seconds, mailed after 15 minutes. Who is not there at all is not waited for.',
    isOn: true,
    pattern: 'events.*.helpdesk.escalation.Ticket.*',
    condition: 'Ticket.priority == "high"',
    recipients: { users: [], roles: ['officer'], expression: '' },
    priority: 'high',
    title: 'Urgent: {Ticket.subject}',
    body: 'Reported by {event.sender} with priority {Ticket.priority}.',
    link: { type: 'flow', flowId: 'showTicket' },
    ways: { inbox: true, push: true, email: true },
    pushAfterMs: 30_000,
    emailAfterMs: 15 * 60_000,
    digestMs: null,
    throttle: null,
    quietHours: null,
    mailConnectionId: null,
  }
}

function reportAProblem() {
  const form = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Report a problem' },
    { id: 'inSubject', kind: 'input', label: 'Subject', target: subject, required: true, placeholder: 'Printer on fire', multiline: false },
    { id: 'inPriority', kind: 'input', label: 'Priority', target: priority, required: true, placeholder: '', multiline: false },
    { id: 'inWhat', kind: 'input', label: 'What happened?', target: { type: 'field', fieldId: 'whatHappened' }, required: false, placeholder: '', multiline: true },
    { id: 'send', kind: 'button', label: 'Send', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  )
  const thanks = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Thank you' },
    { id: 'text', kind: 'text', text: '"{Ticket.subject}" was reported with priority **{Ticket.priority}**.' },
    { id: 'again', kind: 'button', label: 'Report another', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'report', name: 'Report a problem', technicalName: 'reportAProblem', type: 'flowchart', description: 'What a customer starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('hear', 'comet-message', [1, 0], { action: 'listen', channelId: 'answers', listenTo: 'specific', listenMessageIds: ['taken'], response: 'flow', flowId: 'showTaken' }),
      node('form', 'user-interaction', [2, 0], { name: 'Report a problem', screen: form }),
      node('fill', 'assignment', [0, 1.125], { assignments: { line: { id: 'line', order: 'a0', target: comments, expression: '[{"author": user.name, "text": whatHappened}]' } } }),
      node('urgent', 'decision', [1, 1.125], { expression: 'Ticket.priority == "high"' }),
      node('escalate', 'comet-message', [2, 1.125], { action: 'send', channelId: 'escalation', messageId: 'ticket' }),
      node('failed', 'log', [2, 3.5], { level: 'error', text: 'Escalation failed: {error.text}' }),
      node('thanks', 'user-interaction', [2, 2.5], { name: 'Thank you', screen: thanks }),
      node('note', 'note', [0, 2.5], { text: 'Only tickets with priority **high** are escalated. Low and normal ones go straight to the thanks.' }),
      node('reset', 'assignment', [1, 3.5], {
        assignments: {
          subject: { id: 'subject', order: 'a0', target: subject, expression: 'null' },
          priority: { id: 'priority', order: 'a1', target: priority, expression: '"normal"' },
          what: { id: 'what', order: 'a2', target: { type: 'field', fieldId: 'whatHappened' }, expression: 'null' },
        },
      }),
    ],
    edges(
      ['start', 'default', 'hear'], ['hear', 'default', 'form'], ['form', 'send', 'fill'], ['fill', 'default', 'urgent'],
      ['urgent', 'yes', 'escalate'], ['urgent', 'no', 'thanks'], ['escalate', 'default', 'thanks'], ['escalate', 'error', 'failed'],
      ['failed', 'default', 'thanks'], ['thanks', 'again', 'reset'], ['reset', 'default', 'form'],
    ),
  )
}

function watchEscalations() {
  const onDuty = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'On duty' },
    { id: 'text', kind: 'text', text: 'Tickets with priority **high** open here by themselves.' },
    { id: 'leave', kind: 'button', label: 'Go off duty', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
  )
  const offDuty = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Off duty' },
    { id: 'text', kind: 'text', text: 'Nothing reaches you now.' },
    { id: 'back', kind: 'button', label: 'Back on duty', tone: 'primary', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'watch', name: 'Watch escalations', technicalName: 'watchEscalations', type: 'flowchart', description: 'What an escalation officer starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('listen', 'comet-message', [1, 0], { action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'showTicket' }),
      node('onDuty', 'user-interaction', [2, 0], { name: 'On duty', screen: onDuty }),
      node('stop', 'comet-message', [1, 1], { action: 'stop', channelId: 'escalation' }),
      node('offDuty', 'user-interaction', [2, 1], { name: 'Off duty', screen: offDuty }),
    ],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'onDuty'], ['onDuty', 'leave', 'stop'], ['stop', 'default', 'offDuty'], ['offDuty', 'back', 'listen']),
  )
}

function showTicket() {
  const overlay = screen(
    { id: 'heading', kind: 'heading', level: 2, text: '{Ticket.subject}' },
    { id: 'text', kind: 'text', text: 'Priority: **{Ticket.priority}**, reported by {event.sender}' },
    {
      id: 'comments', kind: 'table', source: 'Ticket.comments', emptyText: 'No comments.',
      columns: listed<TableColumn>({ id: 'author', title: 'Author', text: '{row.author}' }, { id: 'text', title: 'Comment', text: '{row.text}' }),
    },
    { id: 'take', kind: 'button', label: 'Take it', tone: 'primary', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'showTicket', name: 'Show ticket', technicalName: 'showTicket', type: 'flowchart', description: 'Runs when a ticket arrives.' },
    [
      node('start', 'start', [0, 0]),
      node('overlay', 'user-interaction', [1, 0], { name: 'Escalation', screen: overlay, overlay: true, placement: 'dialog' }),
      node('fill', 'assignment', [2, 0], {
        assignments: {
          subject: { id: 'subject', order: 'a0', target: takenSubject, expression: 'Ticket.subject' },
          by: { id: 'by', order: 'a1', target: takenBy, expression: 'user.name' },
        },
      }),
      node('tell', 'comet-message', [1, 1.625], { action: 'send', channelId: 'answers', messageId: 'taken' }),
      node('end', 'end', [2, 1.625]),
    ],
    edges(['start', 'default', 'overlay'], ['overlay', 'take', 'fill'], ['overlay', 'closed', 'end'], ['fill', 'default', 'tell'], ['tell', 'default', 'end']),
  )
}

function showTaken() {
  const toast = screen({ id: 'text', kind: 'text', text: '**{Taken.by}** is on it: {Taken.subject}' })
  return flow(
    { id: 'showTaken', name: 'Show who took it', technicalName: 'showWhoTookIt', type: 'flowchart' },
    [
      node('start', 'start', [0, 0]),
      node('toast', 'user-interaction', [1, 0], { name: 'Taken', screen: toast, overlay: true, placement: 'toast', autoCloseMs: 8_000 }),
      node('end', 'end', [2, 0]),
    ],
    edges(['start', 'default', 'toast'], ['toast', 'closed', 'end']),
  )
}
