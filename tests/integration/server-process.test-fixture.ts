import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Makes the server's program as `npm run build` does, but in a folder of the test; gives the file to run. */
export async function buildServerProgram(cleanUps: (() => unknown)[]): Promise<string> {
  // Within the repository, so that the program finds its packages.
  const outDir = mkdtempSync(join(root, 'node_modules/.halley-test-server-'))
  cleanUps.push(() => rmSync(outDir, { recursive: true, force: true }))
  await build({
    configFile: false, root: join(root, 'apps/server'), mode: 'production', logLevel: 'error',
    ssr: { noExternal: [/^@halley\//] },
    build: { ssr: 'src/main.ts', outDir, emptyOutDir: true, target: 'node20', rolldownOptions: { output: { entryFileNames: '[name].mjs' } } },
  })
  return join(outDir, 'main.mjs')
}

/** A folder for data that goes with the test. */
export function newFolder(cleanUps: (() => unknown)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'halley-process-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A running server process. */
export type ServerProcess = { readonly url: string; /** Kills it as the system would, with no chance to tidy up; resolves when it is gone. */ kill(): Promise<void> }

/** Starts the program and resolves when it says its address; rejects with what it wrote when it ends before. */
export function startProcess(program: string, { dataFolder, port, environment = {}, cleanUps }: { readonly dataFolder: string; readonly port: number; /** Settings besides those two, such as HALLEY_ALLOW_HOSTS. */ readonly environment?: Readonly<Record<string, string>>; readonly cleanUps: (() => unknown)[] }): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, [program], { env: { ...process.env, HALLEY_DATA: dataFolder, HALLEY_PORT: String(port), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // A test that fails half-way leaves no process behind.
  cleanUps.push(() => child.kill('SIGKILL'))
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (url === undefined) return
      resolve({
        url,
        kill: () => {
          child.kill('SIGKILL')
          return ended
        },
      })
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void ended.then(() => reject(new Error(`The server ended before it answered:\n${output}`)))
  })
}
