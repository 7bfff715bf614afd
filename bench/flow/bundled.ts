import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Bundles a process of the flow benchmark as the server is bundled, and gives the file to run: what is shipped is what is measured. */
export async function bundled(file: string): Promise<string> {
  const outDir = join(root, 'node_modules/.cache/halley-bench')
  mkdirSync(outDir, { recursive: true })
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: fileURLToPath(new URL(file, import.meta.url)), outDir, emptyOutDir: false, target: 'node20', rollupOptions: { output: { format: 'esm', entryFileNames: '[name].mjs' } } },
  })
  return join(outDir, file.replace(/^\.\//, '').replace(/\.ts$/, '.mjs'))
}
