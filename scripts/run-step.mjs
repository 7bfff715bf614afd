// Runs one step of `npm run check` or `npm test` and says how it went in one line.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './build-stamps.mjs'

/**
 * @typedef {object} Step
 * @property {string} name - one word, which `npm run check -- NAME` takes
 * @property {string[]} command - a script for Node (path from the root), then its parameters
 * @property {boolean} [warns] - whether what it writes on stderr is worth reading when it succeeds
 */

/**
 * Runs a step to its end. Its output is shown when it fails, or as it comes when `shows` is set.
 *
 * @param {Step} step
 * @param {{ shows?: boolean, environment?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<boolean>} whether the step ended with exit code 0
 */
export async function runStep(step, options = {}) {
  const startedAt = performance.now()
  const { code, output, warnings } = await runToEnd(step, options)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  if (code !== 0 && !options.shows) console.log(output.trim())
  if (code === 0 && step.warns && warnings) console.log(warnings.trim())
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} ${seconds} s`)
  return code === 0
}

function runToEnd({ command }, { shows = false, environment = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', shows ? 'inherit' : 'pipe', shows ? 'inherit' : 'pipe'],
    })
    let output = ''
    let warnings = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
      warnings += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output, warnings }))
  })
}

/**
 * @param {string} program - path inside node_modules
 * @returns {string} path from the root
 */
export function installed(program) {
  return join('node_modules', program)
}
