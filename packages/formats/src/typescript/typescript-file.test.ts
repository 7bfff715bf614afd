import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emptyProject, setTechnicalName } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { exportProject } from '../export-project.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { randomProject } from '../random-project.test-fixture.ts'

const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))

/** What the compiler says of files that are compiled together, strictly. */
function compile(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'halley-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '--noEmit', '--strict', '--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler', '--allowImportingTsExtensions', '--types', '', ...Object.keys(files)], { cwd: folder }, (_error, out) => resolve(out))
  })
}

const typesOf = (project: Parameters<typeof exportProject>[0]): string => exportProject(project, 'typescript', { org: 'acme' }).text

describe('the TypeScript types', () => {
  test('are an interface for each message and row, a union for each choice, and the topics', () => {
    expect(typesOf(helpDesk())).toBe(`// Written by "halley export --format typescript" from the project Help desk; changes here are overwritten.

/** Priority. */
export type Priority = 'low' | 'high'

/** The message Ticket, as it is received. */
export interface Ticket {
  /** Subject. */
  readonly subject: string
  /** Priority. */
  readonly priority: Priority | null
  /** Lines. */
  readonly lines: readonly Ticket_lines[]
}

/** A row of Lines of Ticket. */
export interface Ticket_lines {
  /** Count. */
  readonly count: number
}

/**
 * The data of each message by the first five tokens of its topics; the sixth is the key, or \`_\`.
 * \`connect<AppEvents>(url)\` knows the data of every pattern that names the organisation and the app.
 */
export interface AppEvents {
  'events.acme.helpDesk.escalation.Ticket': Ticket
}
`)
  })

  test('say what a program may do with an event, and what not', async () => {
    const program = `
      import type { AppEvents, Ticket } from './desk.ts'
      const ticket: AppEvents['events.acme.helpDesk.escalation.Ticket'] = { subject: 'Fire', priority: 'high', lines: [{ count: 1 }] }
      const one: number = ticket.lines[0]!.count
      const urgent: boolean = ticket.priority === 'high'
      export const all: readonly [number, boolean, Ticket] = [one, urgent, ticket]
    `
    const files = { 'desk.ts': typesOf(helpDesk()), 'program.ts': program }
    expect(await compile(files)).toBe('')
    expect(await compile({ ...files, 'program.ts': program.replace("'high', lines", "'urgent', lines") })).toMatch(/program\.ts.*"urgent".* not assignable/)
    expect(await compile({ ...files, 'program.ts': program.replace('!.count', '!.number') })).toMatch(/Property 'number' does not exist on type 'Ticket_lines'/)
  })

  test('compile whatever the names are, and say nothing but types', async () => {
    const projects = fc.sample(randomProject, { numRuns: 60, seed: 11 })
    const files = Object.fromEntries(projects.map((project, index) => [`app${index}.ts`, typesOf(project)]))
    expect(await compile(files)).toBe('')
    // Every line is a declaration, a member, a bracket or a comment: no name became code.
    for (const text of Object.values(files)) {
      const code = text.replace(/\/\*\*(?:(?!\*\/)[^])*\*\//g, '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'))
      for (const line of code) expect(line).toMatch(/^(export type \w+ = ('\w+'( \| '\w+')*|never)|export interface \w+ \{\}?|\}|  readonly \w+: [\w |[\]]+|  '[\w.-]+': \w+( \| \w+)*|\s+)$/)
    }
  })

  test('of names that are taken, by TypeScript or by another thing, are still apart', async () => {
    const desk = helpDesk()
    setTechnicalName(desk, { collection: 'choices', id: 'priority' }, 'ticket')
    setTechnicalName(desk, { collection: 'messages', id: 'ticket' }, 'appEvents')
    const text = typesOf(desk)
    expect(text).toContain("export interface AppEvents2 {")
    expect(text).toContain("export type Ticket = 'low' | 'high'")
    expect(await compile({ 'desk.ts': text, 'empty.ts': typesOf(emptyProject({ id: 'x', name: 'X', technicalName: 'x' })) })).toBe('')
  })
})
