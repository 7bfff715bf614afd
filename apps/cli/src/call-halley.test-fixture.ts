import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleProjects } from '@halley/nodes'
import type { Project } from '@halley/model'
import { onTestFinished } from 'vitest'
import { runCommandLine } from './command-line.ts'

/** A folder of its own for one test, and the command line called in it. */
export function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'halley-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    write: (name: string, content: string | Buffer | object) => writeFileSync(join(folder, name), typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content)),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    list: () => readdirSync(folder),
    call: (...words: string[]) => callHalley(words, { folder }),
  }
}

/**
 * Calls the command line and gives what it wrote. `whenRunning` is called with what was written when a command waits for Ctrl+C, which comes
 * when it is done; without it, nobody presses that. `onOut` gets what was written so far, each time.
 */
export async function callHalley(words: readonly string[], { folder, whenRunning, onOut, input = '', variables = {} }: { folder: string; whenRunning?: (out: string) => Promise<void>; onOut?: (out: string) => void; input?: string; variables?: Record<string, string> }) {
  let [out, error] = ['', '']
  const code = await runCommandLine(words, {
    folder,
    variables,
    readInput: async () => input,
    readSecret: async () => input.split('\n')[0] ?? '',
    writeOut: (text) => {
      out += text
      onOut?.(out)
    },
    writeError: (text) => { error += text },
    untilStopped: () => whenRunning?.(out) ?? new Promise(() => undefined),
  })
  return { code, out, error }
}

/** The example Helpdesk escalation, ready to be damaged. */
export function helpdesk(): Project {
  const [project] = exampleProjects()
  if (project === undefined) throw new Error('There is no example.')
  return project
}

/** A frozen document of an old version. */
export function oldDocument(name: 'v0-help-desk' | 'v1-help-desk'): string {
  return readFileSync(new URL(`../../../packages/model/src/fixtures/${name}.halley.json`, import.meta.url), 'utf8')
}
