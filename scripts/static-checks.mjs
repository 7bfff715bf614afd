// The checks that read the sources without running them; for `npm run check` and `npm test`.
import { installed } from './run-step.mjs'

/** @type {readonly import('./run-step.mjs').Step[]} */
export const staticChecks = [
  { name: 'types', command: [installed('typescript/bin/tsc'), '--build'] },
  { name: 'lint', command: [installed('oxlint/bin/oxlint'), '--deny-warnings'] },
  { name: 'boundaries', command: [installed('tsx/dist/cli.mjs'), 'scripts/check-boundaries.ts'], warns: true },
  { name: 'lock', command: ['scripts/check-lock-file.mjs'] },
  { name: 'dependencies', command: ['scripts/check-dependency-reasons.mjs'] },
  { name: 'docs', command: [installed('tsx/dist/cli.mjs'), 'scripts/generate-docs.ts', '--check'] },
  { name: 'unused', command: [installed('knip/bin/knip.js')] },
]
