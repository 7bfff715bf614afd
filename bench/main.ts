import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { endAllAtExit } from './bounded.ts'
import { benchmarksChart, benchmarksPage, type Results } from './page.ts'
import type { Row } from './row.ts'
import { median, table } from './report.ts'

type Suite = (options: { readonly smoke: boolean; readonly rounds: number; readonly peers: boolean }) => Promise<Row[]> | Row[]

// Each suite is loaded when it runs, so that one that is broken or heavy does not stop the others.
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  patterns: async () => (await import('./pattern-matching.ts')).patternMatchingSuite,
  flow: async () => (await import('./flow-steps.ts')).flowStepsSuite,
  'fan-out': async () => (await import('./fan-out.ts')).fanOutSuite,
  delivery: async () => (await import('./delivery.ts')).deliverySuite,
  canvas: async () => (await import('./canvas-frames.ts')).canvasFramesSuite,
}

const help = `npm run bench -- [--suite NAME]… [--rounds N] [--smoke] [--peers] [--json FILE] [--page]

Measures Halley and its peers in one run, taken in turn. Suites: ${Object.keys(suites).join(', ')}.
  --smoke  everything small, in under two minutes
  --peers  also runs Node-RED beside the flow suite, installed from npm on first use into node_modules/.cache,
           and nats-server beside the fan-out, which the system has to have
  --json   also writes the raw figures, with machine, versions and date
  --page   also writes docs/benchmarks.md with its chart and raw figures`

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, rounds: { type: 'string' }, smoke: { type: 'boolean' }, peers: { type: 'boolean' }, json: { type: 'string' }, page: { type: 'boolean' }, help: { type: 'boolean' } },
})

if (values.help === true) {
  console.log(help)
} else {
  endAllAtExit()
  // The suite delivery begins with fan-out.
  process.exitCode = await run(values.suite ?? Object.keys(suites).filter((name) => name !== 'fan-out'))
}

async function run(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => suites[name] === undefined)
  if (unknown !== undefined) {
    console.error(`There is no suite "${unknown}".\n\n${help}`)
    return 2
  }
  const smoke = values.smoke === true
  const rounds = values.rounds === undefined ? (smoke ? 1 : 5) : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error(`--rounds takes a whole number from 1; "${values.rounds ?? ''}" is none.`)
    return 2
  }
  const rows: Row[] = []
  for (const name of names) {
    console.error(`${name} …`)
    const suite = await suites[name]?.()
    rows.push(...((await suite?.({ smoke, rounds, peers: values.peers === true })) ?? []))
  }
  console.log(table(rows))
  const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30) }
  const results: Results = { at: new Date().toISOString(), machine, smoke, rounds, rows }
  if (values.json !== undefined) writeFileSync(values.json, asJson(results))
  if (values.page === true) {
    const docs = new URL('../docs/', import.meta.url)
    mkdirSync(new URL('pictures/', docs), { recursive: true })
    writeFileSync(new URL('benchmarks.json', docs), asJson(results))
    writeFileSync(new URL('benchmarks.md', docs), benchmarksPage(results))
    writeFileSync(new URL('pictures/benchmarks.svg', docs), benchmarksChart(rows))
  }
  // A row without one figure of ours was not measured at all.
  return rows.length === 0 || rows.some((row) => Number.isNaN(median(row.ours))) ? 1 : 0
}

function asJson(results: Results): string {
  return `${JSON.stringify(results, null, 1)}\n`
}
