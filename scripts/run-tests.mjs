// Everything that `npm test` runs. Every step runs, whatever became of those before it; the last line
// on the screen is `N passed, M failed`. Each static check, the build and the benchmarks' smoke run
// count as one test each, and so do all tests on Node 24 together.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isBuilt, root, targets } from './build-stamps.mjs'
import { installed, runStep } from './run-step.mjs'
import { staticChecks } from './static-checks.mjs'
import { countPlaywright, countVitest } from './test-counts.mjs'

const results = 'test-results'

const counts = []
const failedSteps = []

for (const step of staticChecks) await runCounted(step)

const stale = Object.keys(targets).filter((name) => !isBuilt(name))
await runCounted({ name: 'build', command: ['scripts/build.mjs', ...stale] }, { skipped: stale.length === 0 })

await runReported(
  { name: 'unit and integration', command: [installed('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/vitest.json`] },
  { report: 'vitest.json', count: countVitest },
)
// Node 20 is what many servers still have; continuous integration also knows the one that follows it.
if (process.env.CI !== undefined && Number(process.versions.node.split('.')[0]) < 24) await runCounted({ name: 'unit on Node 24', command: ['scripts/unit-on-node-24.mjs'] })
await runReported({ name: 'browser', command: [installed('@playwright/test/cli.js'), 'test'] }, { report: 'playwright.json', count: countPlaywright })

if (existsSync(join(root, 'bench/main.ts'))) await runCounted({ name: 'bench', command: [installed('tsx/dist/cli.mjs'), 'bench/main.ts', '--smoke'] })

const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
const passed = sum('passed')
const failed = sum('failed')
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`)
if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

/** Runs a step that counts as one test. A skipped one is known to be right without running it. */
async function runCounted(step, { skipped = false } = {}) {
  const isRight = skipped || (await runStep(step))
  note(step, { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 })
}

/** Runs a step whose tests are counted from the report that it writes. */
async function runReported(step, { report, count }) {
  const path = join(root, results, report)
  // The report of an earlier run must not be counted when this one ends before it writes its own.
  rmSync(path, { force: true })
  console.log(`\n${step.name}`)
  const isRight = await runStep(step, { shows: true })
  const counted = existsSync(path) ? count(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 }
  // It can end badly without a failed test: no tests, an unhandled error, a report that is missing.
  const hasUncountedFailure = counted.failed === 0 && (!isRight || counted.passed === 0)
  note(step, { ...counted, failed: counted.failed + (hasUncountedFailure ? 1 : 0) })
}

function note(step, count) {
  counts.push(count)
  if (count.failed > 0) failedSteps.push(step.name)
}
