import { connectApp, memorySecrets, type AppClient, type AppSnapshot, type InboxNow } from '@halley/client'
import type { Project, Rule } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { noticeRecordSchema, type NoticeRecord } from '@halley/protocol'
import { z } from 'zod'

/** The id, the address and the name in topics of the desk. */
export const DESK = 'desk'

/** Milliseconds after which what is not read is pushed, and mailed: as soon as a test may wait. */
const PUSH_AFTER_MS = 300
const EMAIL_AFTER_MS = 600

export type DeskOptions = {
  /** Personas with the role officer, besides the customer, who has it as well and causes everything; the value is their e-mail address. */
  readonly officers: Readonly<Record<string, string | undefined>>
  /** Where mails go. */
  readonly mailPort: number
  readonly rule?: Partial<Rule>
}

/** The example *Helpdesk escalation* with a rule that notifies all officers of what is urgent. */
export function notifyingDesk({ officers, mailPort, rule }: DeskOptions): Project {
  const example = exampleProjects().find(({ id }) => id === 'helpdesk-escalation')
  const { customer, officer: exampleOfficer } = example?.personas ?? {}
  if (example === undefined || customer === undefined || exampleOfficer === undefined) throw new Error('The example has no customer and officer any more.')
  // Who has an address is for the test to say.
  const { email: _, ...officer } = exampleOfficer
  const base = { folderId: null, technicalNameSetByHand: false, description: '' }
  return {
    ...example, id: DESK, name: 'Desk', technicalName: DESK,
    personas: {
      customer: { ...customer, roles: [...customer.roles, 'officer'], email: 'customer@example.com' },
      ...Object.fromEntries(Object.entries(officers).map(([id, email], index) => [id, { ...officer, id, order: `b${String(index).padStart(6, '0')}`, name: `Officer ${id}`, technicalName: id, ...(email !== undefined && { email }) }])),
    },
    connections: { post: { ...base, id: 'post', order: 'a0', name: 'Post', technicalName: 'post', settings: { type: 'smtp', host: '127.0.0.1', port: mailPort, security: 'none', user: '', from: 'Desk <desk@example.com>' } } },
    rules: {
      urgent: {
        ...base, id: 'urgent', order: 'a0', name: 'Urgent ticket', technicalName: 'urgentTicket', isOn: true, pattern: `events.*.${DESK}.escalation.Ticket.*`, condition: 'Ticket.priority == "high"',
        recipients: { users: [], roles: ['officer'], expression: '' }, priority: 'high', title: 'Urgent: {Ticket.subject}', body: 'Reported with priority {Ticket.priority}.', link: { type: 'flow', flowId: 'showTicket' in example.flows ? 'showTicket' : null },
        ways: { inbox: true, push: true, email: true }, pushAfterMs: PUSH_AFTER_MS, emailAfterMs: EMAIL_AFTER_MS, digestMs: null, throttle: null, quietHours: null, mailConnectionId: null, ...rule,
      },
    },
  }
}

/** Brings the desk to a server and lets it run at its address. */
export async function publishDesk(url: string, project: Project): Promise<void> {
  await ask(url, 'POST', '/api/v1/projects?run=allowed', project)
  await ask(url, 'POST', `/api/v1/projects/${DESK}/versions`, { name: 'First', publish: true })
}

const recordsSchema = z.object({ records: z.array(noticeRecordSchema), next: z.union([z.string(), z.number()]).nullable() })

/** All notifications of the published desk with what became of them, the newest first. */
export async function readRecords(url: string): Promise<readonly NoticeRecord[]> {
  const all: NoticeRecord[] = []
  for (let before: string | number | null = null; ;) {
    const page = recordsSchema.parse(await ask(url, 'GET', `/api/v1/projects/${DESK}/notifications?environment=published&limit=200${before === null ? '' : `&before=${before}`}`))
    all.push(...page.records)
    if (page.next === null) return all
    before = page.next
  }
}

/** The records, once they are as they are wanted. */
export async function recordsWhen(url: string, isWanted: (records: readonly NoticeRecord[]) => boolean): Promise<readonly NoticeRecord[]> {
  for (;;) {
    const records = await readRecords(url)
    if (isWanted(records)) return records
    await pause(50)
  }
}

/** What became of the ways to one person, of their newest notification. */
export function outcomesOf(records: readonly NoticeRecord[], personId: string): Readonly<Record<string, string>> {
  const record = records.find(({ recipient }) => recipient.id === personId)
  return Object.fromEntries(record?.attempts.map(({ way, outcome }) => [way, outcome]) ?? [])
}

/** Opens the published desk as a persona, as its page does. */
export function openDesk(url: string, personaId: string, cleanUps: (() => unknown)[]): AppClient {
  const client = connectApp(url, { projectId: DESK, personaId, environment: 'published', slot: null, flowId: null, secrets: memorySecrets() })
  cleanUps.push(() => client.close())
  return client
}

/** Resolves with what a client shows, once it is as it is wanted. */
export function shows(client: AppClient, isWanted: (now: AppSnapshot) => boolean): Promise<AppSnapshot> {
  return whenSo(client, isWanted)
}

/** Resolves with the inbox of a client, once it is as it is wanted. */
export function inboxShows(client: AppClient, isWanted: (now: InboxNow) => boolean): Promise<InboxNow> {
  return whenSo(client.inbox, isWanted)
}

function whenSo<T>(readable: { readonly get: () => T; readonly subscribe: (listener: () => void) => () => void }, isWanted: (now: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!isWanted(readable.get())) return
      off()
      resolve(readable.get())
    }
    const off = readable.subscribe(check)
    check()
  })
}

/** Reports a problem as the customer does, by the form; a high one is escalated. */
export async function reportProblem(customer: AppClient, subject: string, priority: 'high' | 'normal' = 'high'): Promise<void> {
  const { screens } = await shows(customer, ({ screens: shown, connection }) => connection.state === 'live' && shown?.main != null)
  const screenId = screens?.main?.id
  if (screens?.main?.title !== 'Report a problem' || screenId === undefined) throw new Error(`The customer sees "${screens?.main?.title ?? 'nothing'}".`)
  const reply = await customer.press({ screenId, widgetId: 'send', inputs: { inSubject: subject, inPriority: priority } })
  if (!reply.ok) throw new Error(reply.error.message)
  const thanks = await shows(customer, (now) => now.screens?.main != null && now.screens.main.id !== screenId)
  const again = await customer.press({ screenId: thanks.screens?.main?.id ?? '', widgetId: 'again', inputs: {} })
  if (!again.ok) throw new Error(again.error.message)
  await shows(customer, (now) => now.screens?.main?.title === 'Report a problem')
}

async function ask(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 2_000)}`)
  return text === '' ? null : JSON.parse(text)
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
