// The thread that reads one import and ends. What it takes too much of, memory or time, ends it from outside.
import { parentPort, workerData } from 'node:worker_threads'
import { readImport, type ImportFile } from './read-import.ts'

const file: ImportFile = workerData
// The port of a thread has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(readImport(file))
