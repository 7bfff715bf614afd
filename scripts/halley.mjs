// `npm run halley -- COMMAND`: makes ready what the command line needs, then is it. What making ready says goes to the
// error output, so that a program reads nothing but the result.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, targets } from './build-stamps.mjs'

const words = process.argv.slice(2)
// Only `run` shows pages in a browser; the others start without waiting for their build.
const needed = words[0] === 'run' && !words.includes('--help') ? 'cli,editor' : 'cli'

const prepared = spawnSync(process.execPath, [join(root, 'scripts/prepare.mjs'), `--build=${needed}`], { stdio: ['inherit', 2, 2] })
if (prepared.status !== 0) process.exit(prepared.status ?? 1)

// npm starts here whatever folder the person stands in; the paths they type are relative to that.
process.chdir(process.env['INIT_CWD'] ?? process.cwd())
// In this process: signals, input and the exit code are the command's own.
await import(new URL(`../${targets.cli.output}/${targets.cli.entry}`, import.meta.url))
