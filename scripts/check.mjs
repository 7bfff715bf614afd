// The fast part of the tests: what is right without a browser.
//
//   npm run check              all steps
//   npm run check -- types unit   some
import { installed, runStep } from './run-step.mjs'
import { staticChecks } from './static-checks.mjs'

const steps = [...staticChecks, { name: 'unit', command: [installed('vitest/vitest.mjs'), 'run', '--reporter=dot'] }]

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !steps.some((step) => step.name === name))
if (unknown) {
  console.error(`check: unknown step ${unknown}; known are ${steps.map((step) => step.name).join(', ')}`)
  process.exit(2)
}

let failed = 0
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue
  if (!(await runStep(step))) failed += 1
}
process.exit(failed === 0 ? 0 : 1)
