import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Ports that no system gives out by itself: what listens on one may stop and come back to it, and nothing else has it in between. */
const PORTS = { from: 20_000, to: 32_000 }

/** A port that nobody listens on, and that nobody is given who asks for any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
