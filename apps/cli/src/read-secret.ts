import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Asks for one line on the terminal without showing what is typed; takes the first line of the input where it is no terminal. */
export function readSecret(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY
  if (isTerminal) process.stderr.write(question)
  // On a terminal, readline takes over the keys, and whatever it would show goes nowhere.
  const lines = createInterface({ input: process.stdin, output: new Writable({ write: (_shown, _encoding, done) => done() }), terminal: isTerminal })
  return new Promise((resolve) => {
    let line = ''
    lines.once('line', (typed) => {
      line = typed
      lines.close()
    })
    lines.once('close', () => {
      if (isTerminal) process.stderr.write('\n')
      resolve(line)
    })
  })
}
