import { TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import type { LogRow } from '@halley/protocol'

export const HELPDESK = 'helpdesk-escalation'

/** The topic of a ticket in the draft of the helpdesk. */
export const ticketTopic = `events.local.draft-${HELPDESK}.escalation.Ticket._`

/** The helpdesk, in which tickets are sent with Security. */
export class SecuredHelpdesk {
  readonly #url: string
  readonly #cleanUps: (() => unknown)[]
  readonly editor: TestConnection

  constructor(url: string, cleanUps: (() => unknown)[]) {
    this.#url = url
    this.#cleanUps = cleanUps
    this.editor = this.connect('/editor', { name: 'Ann' })
  }

  connect(namespace: string, auth: Record<string, unknown> = {}): TestConnection {
    const connection = new TestConnection(this.#url, namespace, { auth: { protocol: 1, ...auth } })
    this.#cleanUps.push(() => connection.close())
    return connection
  }

  person(...[personaId, options]: [personaId: string, options?: ConstructorParameters<typeof TestPerson>[2]]): TestPerson {
    const person = new TestPerson(this.#url, personaId, options)
    this.#cleanUps.push(() => person.connection.close())
    return person
  }

  /** Opens the project, ticks Security, and makes further changes: each is a path and its new value. */
  async secure(changes: readonly (readonly [path: readonly string[], value: unknown])[] = []): Promise<void> {
    const opened = await this.editor.request('open', { projectId: HELPDESK, since: null })
    if (!opened.ok) throw new Error(opened.error.message)
    await this.change('setup', [[['flows', 'report', 'nodes', 'escalate', 'config', 'secure'], true], ...changes])
  }

  async change(id: string, changes: readonly (readonly [path: readonly string[], value: unknown])[]): Promise<void> {
    const reply = await this.editor.request('edit', { projectId: HELPDESK, edit: { id, label: 'Change', patches: changes.map(([path, value]) => ({ op: 'add', path, value })) } })
    if (!reply.ok) throw new Error(reply.error.message)
  }

  /** A customer reports a problem. */
  async report(subject: string, slot = 1): Promise<TestPerson> {
    const customer = this.person('customer', { slot })
    const reply = await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: subject, Priority: 'high', 'What happened?': subject })
    if (!reply.ok) throw new Error(reply.error.message)
    return customer
  }

  async log(): Promise<LogRow[]> {
    const reply = await this.editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 1_000 })
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.rows
  }
}
