import { inOrder, type Connection, type NoticeLink, type Project, type Rule } from '@halley/model'

type Problem = { readonly code: string; readonly severity: 'error' | 'warning' | 'hint'; readonly text: string; readonly path: readonly string[] }

/** What is wrong with a rule beside its pattern and its expressions. */
export function ruleProblems(rule: Rule, project: Project): readonly Problem[] {
  const { recipients, ways, title, priority, digestMs, quietHours } = rule
  const found: Problem[] = []
  const note = (code: string, severity: Problem['severity'], text: string, ...path: readonly string[]): void => void found.push({ code, severity, text, path })
  if (recipients.users.length === 0 && recipients.roles.length === 0 && recipients.expression.trim() === '') note('rule/no_recipients', 'error', 'Nobody is notified yet; say which people or roles.', 'recipients')
  if (title.trim() === '') note('rule/no_title', 'error', 'Write the title that people read.', 'title')
  if (!ways.inbox && !ways.push && !ways.email) note('rule/no_way', 'error', 'Choose at least one way: inbox, push or e-mail.', 'ways')
  const mail = mailProblem(rule, project)
  if (ways.email && mail !== undefined) note(mail.code, mail.severity, mail.text, 'mailConnectionId')
  const link = noticeLinkProblem(rule.link, project)
  if (link !== undefined) note(link.code, link.severity, link.text, 'link', ...link.path)
  if (priority === 'critical' && (digestMs !== null || quietHours !== null)) note('rule/critical_waits_for_nothing', 'hint', `A critical notification waits for nothing, so the ${digestMs !== null ? 'digest' : 'quiet hours'} of this rule mean nothing.`, digestMs !== null ? 'digestMs' : 'quietHours')
  if (quietHours !== null && !isTimeZone(quietHours.timeZone)) note('rule/time_zone_unknown', 'error', `There is no time zone "${quietHours.timeZone}"; write one such as Europe/Amsterdam.`, 'quietHours', 'timeZone')
  return found
}

type Found = Omit<Problem, 'path'>

function mailProblem({ mailConnectionId }: Rule, project: Project): Found | undefined {
  if (mailConnectionId !== null) {
    const chosen = project.connections[mailConnectionId]
    if (chosen === undefined) return { code: 'rule/mail_server_missing', severity: 'warning', text: 'The mail server was deleted, so nothing is mailed; choose another.' }
    return chosen.settings.type === 'smtp' ? unfinished(chosen) : { code: 'rule/mail_server_missing', severity: 'warning', text: `"${chosen.name}" is no mail server, so nothing is mailed; choose a connection that is.` }
  }
  const servers = inOrder(project.connections).filter(({ settings }) => settings.type === 'smtp')
  if (servers.length === 0) return { code: 'rule/no_mail_server', severity: 'warning', text: 'The project has no mail server, so nothing is mailed; add a connection of the type Mail server (SMTP).' }
  const [only] = servers
  return servers.length === 1 && only !== undefined ? unfinished(only) : { code: 'rule/which_mail_server', severity: 'warning', text: `The project has ${servers.length} mail servers (${servers.map(({ name }) => `"${name}"`).join(', ')}); choose which one sends; until then nothing is mailed.` }
}

function unfinished(server: Connection): Found | undefined {
  const missing = missingOfMailServer(server)
  return missing === undefined ? undefined : { code: 'rule/mail_server_unfinished', severity: 'warning', text: `"${server.name}" has no ${missing} yet, so nothing is mailed; open it and complete it.` }
}

/** Says what a connection to a mail server lacks before it can send; undefined when it lacks nothing, or is none. */
export function missingOfMailServer({ settings }: Connection): string | undefined {
  if (settings.type !== 'smtp') return undefined
  const missing = [...(settings.host.trim() === '' ? ['server'] : []), ...(settings.from.trim() === '' ? ['sender'] : [])]
  return missing.length === 0 ? undefined : missing.join(' and no ')
}

/** Says what is wrong with what a notification opens; undefined when nothing is. */
export function noticeLinkProblem(link: NoticeLink, project: Project): Problem | undefined {
  if (link.type === 'address' && link.url.trim() === '') return { code: 'notice/no_address', severity: 'error', text: 'Write the address that opens, or choose that the app opens.', path: ['url'] }
  if (link.type === 'address' && !/^\s*(https?:\/\/|mailto:|\{)/i.test(link.url)) return { code: 'notice/address_invalid', severity: 'error', text: 'An address begins with https://, http:// or mailto:.', path: ['url'] }
  if (link.type !== 'flow') return undefined
  if (link.flowId === null) return { code: 'notice/no_flow', severity: 'error', text: 'Choose the flowchart that opens.', path: ['flowId'] }
  const flow = project.flows[link.flowId]
  if (flow === undefined) return { code: 'notice/flow_missing', severity: 'error', text: 'The flowchart that opens was deleted; choose another.', path: ['flowId'] }
  return flow.type === 'flowchart' ? undefined : { code: 'notice/flow_no_screens', severity: 'error', text: `"${flow.name}" shows no screens, so nothing would open; choose a flowchart that may show some.`, path: ['flowId'] }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // That it throws is how the platform says that it knows no such zone.
    return false
  }
}
