import { cutNotice, defineNodeKind, missingOfMailServer, noticeLinkProblem, peopleIn, writeNoticeUrl, type CompiledExpression, type CompiledTemplate, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { LIMITS, noticeLinkSchema, noticePrioritySchema, noticeWaysSchema, type Connection, type NoticeLink } from '@halley/model'
import { z } from 'zod'
import { peopleText } from './people-text.ts'

const config = z.object({
  roles: z.array(z.string().min(1).max(80)).max(50).default([]),
  /** Gives a text or a list of texts: ids or e-mail addresses of people. */
  recipients: z.string().max(LIMITS.expressionCharacters).default(''),
  priority: noticePrioritySchema.default('normal'),
  title: z.string().max(LIMITS.expressionCharacters).default(''),
  body: z.string().max(LIMITS.expressionCharacters).default(''),
  link: noticeLinkSchema.default({ type: 'app' }),
  ways: noticeWaysSchema.default({ inbox: true, push: false, email: false }),
})

type Config = z.infer<typeof config>
type Prepared = { readonly recipients: CompiledExpression | undefined; readonly title: CompiledTemplate | undefined; readonly body: CompiledTemplate | undefined; readonly url: CompiledTemplate | undefined }

/** Notifies people, also when they are not looking. */
export const notify = defineNodeKind<Config, Prepared>({
  kind: 'notify',
  version: 1,
  title: 'Notify',
  help: 'Notifies people or roles: in their inbox, by push and by e-mail, as far as they want it. Who uses the session gets none. Goes on as soon as the notifications are kept; what becomes of them is in the log. Error is taken when nobody is named, a text cannot be written, or there are too many people.',
  group: 'comet',
  config,
  form: {
    roles: { control: 'roles', label: 'Roles', help: 'Everybody who has one of them.' },
    recipients: { control: 'expression', label: 'People', help: 'Gives a text or a list of texts, each the id or e-mail address of somebody, or the technical name of a persona.', expects: 'any', optional: true, placeholder: 'Ticket.officer' },
    priority: {
      control: 'select', label: 'Priority', options: [
        { value: 'low', label: 'Low', help: 'May wait.' }, { value: 'normal', label: 'Normal' }, { value: 'high', label: 'High', help: 'Shown as urgent.' },
        { value: 'critical', label: 'Critical', help: 'Waits for nothing: no delay, no quiet hours.' },
      ],
    },
    title: { control: 'template', label: 'Title', help: 'The one line that everybody reads, with values in braces.', placeholder: 'New ticket: {Ticket.subject}' },
    body: { control: 'template', multiline: true, label: 'Body', help: 'More of it, for the inbox and the mail. May be empty.' },
    link: { control: 'noticeLink', label: 'Opens', help: 'What opens when somebody takes it up. A flowchart starts with the message of this run.' },
    ways: { control: 'noticeWays', label: 'By', help: 'Push and e-mail follow when it is not read in the inbox.' },
  },
  look: {
    icon: 'bell',
    tone: 'comet',
    summary: ({ roles, recipients, title, priority }) => {
      const whom = [...roles, ...(recipients.trim() === '' ? [] : [recipients.trim()])].join(', ')
      return `Notify ${whom === '' ? '…' : whom}${title.trim() === '' ? '' : `: ${title.trim()}`}${priority === 'critical' || priority === 'high' ? `, ${priority}` : ''}`
    },
  },
  exits: () => [{ id: 'default', label: 'Default' }, { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ link }) => (link.type === 'flow' ? { opens: [link.flowId] } : {}),
  carries: () => ['title', 'body', 'link'].map((key) => ({ from: [key], to: { type: 'notice' as const } })),
  check: (now, { project }): NodeProblem[] => {
    const problems: NodeProblem[] = []
    const error = (code: string, text: string, ...path: readonly string[]): void => void problems.push({ code: `notify/${code}`, severity: 'error', text, path: [...path] })
    if (now.roles.length === 0 && now.recipients.trim() === '') error('no_recipients', 'Nobody is notified yet; choose roles, or write an expression that gives people.', 'roles')
    if (now.title.trim() === '') error('no_title', 'Write the title that people read.', 'title')
    if (!now.ways.inbox && !now.ways.push && !now.ways.email) error('no_way', 'Choose at least one way: inbox, push or e-mail.', 'ways')
    const mail = now.ways.email ? mailProblem(Object.values(project.connections)) : undefined
    if (mail !== undefined) problems.push(mail)
    const link = noticeLinkProblem(now.link, project)
    if (link !== undefined) problems.push({ code: link.code, severity: link.severity, text: link.text, path: ['link', ...link.path] })
    return problems
  },
  prepare: (now, context) => ({
    recipients: context.expression(['recipients'], now.recipients),
    title: context.template(['title'], now.title),
    body: context.template(['body'], now.body),
    url: now.link.type === 'address' ? context.template(['link', 'url'], now.link.url) : undefined,
  }),
  enter: (prepared, context, now) => {
    const users = usersOf(prepared, context)
    if (!users.ok) return users.problem
    if (users.people.length === 0 && now.roles.length === 0) return { type: 'fail', code: 'notify/no_recipients', text: 'Who is notified is unknown or empty; nobody was.' }
    const title = peopleText(prepared.title, context, 'The title')
    if (!title.ok) return { type: 'fail', code: title.code, text: title.text }
    if (title.text === '') return { type: 'fail', code: 'notify/title_empty', text: 'The title came out empty, so nobody was notified.' }
    const body = peopleText(prepared.body, context, 'The body')
    if (!body.ok) return { type: 'fail', code: body.code, text: body.text }
    const link = linkOf(prepared, context, now)
    if ('code' in link) return { type: 'fail', ...link }
    return {
      type: 'notify',
      notice: {
        recipients: { users: users.people, roles: [...new Set(now.roles)] }, priority: now.priority, link, ways: now.ways,
        title: cutNotice(title.text.replace(/\s+/g, ' '), LIMITS.noticeTitleCharacters), body: cutNotice(body.text, LIMITS.noticeBodyCharacters),
      },
    }
  },
  resume: (_prepared, _context, resumption) => (resumption.type === 'effect' && !resumption.result.ok
    ? { type: 'fail', code: resumption.result.code, text: resumption.result.text }
    : { type: 'leave', exit: 'default' }),
})

/** Why nothing is mailed: there is no mail server, or the only one is not complete. Which of several sends is known to rules alone. */
function mailProblem(connections: readonly Connection[]): NodeProblem | undefined {
  const [only, ...others] = connections.filter(({ settings }) => settings.type === 'smtp')
  if (only === undefined) return { code: 'notify/no_mail_server', severity: 'warning', text: 'The project has no mail server, so nothing is mailed; add a connection of the type Mail server (SMTP).', path: ['ways'] }
  const missing = others.length === 0 ? missingOfMailServer(only) : undefined
  return missing === undefined ? undefined : { code: 'notify/mail_server_unfinished', severity: 'warning', text: `"${only.name}" has no ${missing} yet, so nothing is mailed; open it and complete it.`, path: ['ways'] }
}

type Users = { readonly ok: true; readonly people: readonly string[] } | { readonly ok: false; readonly problem: Extract<Outcome, { type: 'fail' }> }

function usersOf({ recipients }: Prepared, context: RunContext): Users {
  if (recipients === undefined) return { ok: true, people: [] }
  const failed = (code: string, text: string): Users => ({ ok: false, problem: { type: 'fail', code, text: `Who is notified could not be worked out: ${text}` } })
  const result = context.evaluate(recipients)
  if (!result.ok) return failed(result.code, result.text)
  const given = peopleIn(result.value)
  if ('problem' in given) return failed('notify/recipients_invalid', given.problem)
  if (given.people.length > LIMITS.noticeRecipients) return failed('notify/too_many', `these are ${given.people.length} people; the limit is ${LIMITS.noticeRecipients}.`)
  return { ok: true, people: given.people }
}

function linkOf({ url }: Prepared, context: RunContext, { link }: Config): NoticeLink | { readonly code: string; readonly text: string } {
  if (link.type !== 'address') return link
  const written = writeNoticeUrl(url, (expression) => context.evaluate(expression))
  if (written.problem !== null) return { code: 'notify/address_invalid', text: `The address could not be written: ${written.problem}` }
  return written.url === null ? { type: 'app' } : { type: 'address', url: written.url }
}
