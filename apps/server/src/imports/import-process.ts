// The process that reads one import and ends. What it takes too much of, memory or time, ends it from outside.
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { LIMITS } from '@halley/model'
import { readImport, type ImportFile } from './read-import.ts'

/** Milliseconds beyond the limit that the server itself keeps to. */
const GRACE_MS = 5_000

// When the server was killed meanwhile, nobody ends this process from outside, and what it reads may never come to its end.
const watch = `setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${LIMITS.importMs + GRACE_MS})`
new Worker(watch, { eval: true, execArgv: [], env: {} }).unref()

process.once('message', (file: ImportFile) => {
  process.send?.(readImport(file), () => process.exit())
})
