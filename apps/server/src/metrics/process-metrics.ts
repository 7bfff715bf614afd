import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, type Registry } from 'prom-client'

/** Milliseconds between looks at how late the event loop is. */
const LOOK_EVERY_MS = 20

const NANOSECONDS = 1e9

/**
 * The figures of the process: memory, processor, event loop. Not prom-client's own collection, which cannot be ended and would
 * keep watching for servers that are closed. Returns what ends it.
 */
export function processMetrics(registry: Registry): () => void {
  const registers = [registry]
  const memory = new Gauge({
    name: 'halley_process_memory_bytes', help: 'Memory of the process: resident, and the heap of JavaScript in use.', labelNames: ['kind'], registers,
    collect: () => {
      const { rss, heapUsed, external } = process.memoryUsage()
      memory.set({ kind: 'resident' }, rss)
      memory.set({ kind: 'heap_used' }, heapUsed)
      memory.set({ kind: 'external' }, external)
    },
  })
  const processor = new Counter({
    name: 'halley_process_cpu_seconds_total', help: 'Seconds of processor time that the process has used.', registers,
    collect: () => {
      const { user, system } = process.cpuUsage()
      processor.reset()
      processor.inc((user + system) / 1e6)
    },
  })
  new Gauge({ name: 'halley_process_start_time_seconds', help: 'When the process was started, in seconds since 1970.', registers }).set(Math.round(performance.timeOrigin / 1_000))
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS })
  delay.enable()
  const lag = new Gauge({
    name: 'halley_event_loop_lag_seconds', help: 'How late the event loop was, since the figures were read last.', labelNames: ['quantile'], registers,
    collect: () => {
      for (const [quantile, value] of [['0.5', delay.percentile(50)], ['0.99', delay.percentile(99)], ['1', delay.max]] as const) {
        // It measures the whole time between two looks; before the first, there is none.
        lag.set({ quantile }, Math.max(0, value / NANOSECONDS - LOOK_EVERY_MS / 1_000))
      }
      delay.reset()
    },
  })
  return () => void delay.disable()
}
