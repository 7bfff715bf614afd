import { readFileSync, writeFileSync } from 'node:fs'
import { commandLinePage } from './docs/command-line-page.ts'
import { diagnosticsPage } from './docs/diagnostics-page.ts'
import { expressionsPage } from './docs/expressions-page.ts'
import { metricsPage } from './docs/metrics-page.ts'
import { nodeKindsPage } from './docs/node-kinds-page.ts'
import { protocolPage } from './docs/protocol-page.ts'
import { errorCodesPage, limitsPage } from './docs/tables-pages.ts'

const pages: Readonly<Record<string, () => string>> = {
  'docs/node-kinds.md': nodeKindsPage,
  'docs/expressions.md': expressionsPage,
  'docs/diagnostics.md': () => diagnosticsPage(),
  'docs/command-line.md': commandLinePage,
  'docs/protocol.md': protocolPage,
  'docs/error-codes.md': errorCodesPage,
  'docs/limits.md': limitsPage,
  'docs/metrics.md': metricsPage,
}

const onlyCheck = process.argv.includes('--check')
const stale: string[] = []
for (const [path, write] of Object.entries(pages)) {
  const file = new URL(`../${path}`, import.meta.url)
  const text = `<!-- Written by "npm run docs" from the code; changes here are overwritten. -->\n\n${write()}`
  if (read(file) === text) continue
  stale.push(path)
  if (!onlyCheck) writeFileSync(file, text)
}
if (onlyCheck && stale.length > 0) {
  console.error(`${stale.join(', ')}: not what the code says; run "npm run docs" and commit.`)
  process.exitCode = 1
} else if (!onlyCheck) console.log(stale.length === 0 ? 'Every generated page is up to date.' : `Written: ${stale.join(', ')}`)

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
