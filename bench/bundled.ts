import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))

/** Files that are bundled, or being so, by the process that is run of them. */
const bundles = new Map<string, Promise<string>>()

/**
 * Bundles a process of a benchmark as the server is bundled, once, and gives the file to run: what is shipped is what is measured.
 * `inlined` says which packages come into it; all, when nothing is said.
 */
export function bundled(file: URL, inlined: true | RegExp[] = true): Promise<string> {
  const path = fileURLToPath(file)
  const known = bundles.get(path) ?? bundle(path, inlined)
  bundles.set(path, known)
  return known
}

async function bundle(path: string, inlined: true | RegExp[]): Promise<string> {
  const outDir = join(root, 'node_modules/.cache/halley-bench')
  mkdirSync(outDir, { recursive: true })
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: inlined },
    build: { ssr: path, outDir, emptyOutDir: false, target: 'node20', rollupOptions: { output: { format: 'esm', entryFileNames: '[name].mjs' } } },
  })
  return join(outDir, `${basename(path, '.ts')}.mjs`)
}
