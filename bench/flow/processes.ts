import { fork } from 'node:child_process'
import { keep } from '../bounded.ts'
import { bundled } from '../bundled.ts'

/** What a process of the flow benchmark is asked: to do its work `count` times over. It answers with its figure. */
export type ToWorker = { readonly count: number }
export type FromWorker = { readonly type: 'ready' } | { readonly type: 'ran'; readonly figure: number }

/** One work in a process of its own. */
export type Worker = { readonly run: (count: number) => Promise<number>; readonly end: () => void }

/** Starts a process of the flow benchmark; resolves when it is ready. */
export async function startWorker(file: string, parameters: readonly string[]): Promise<Worker> {
  const child = keep(fork(await bundled(new URL(file, import.meta.url)), parameters, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  const name = [file, ...parameters.slice(-1)].join(' ')
  const next = <T extends FromWorker['type']>(type: T) =>
    new Promise<Extract<FromWorker, { type: T }>>((resolve, reject) => {
      const ended = () => reject(new Error(`${name} ended before it said "${type}".`))
      child.once('exit', ended).once('message', (message) => {
        child.off('exit', ended)
        // Both ends are ours, and it says one thing at a time.
        const said = message as Extract<FromWorker, { type: T }>
        if (said.type === type) resolve(said)
        else reject(new Error(`${name} said "${said.type}" where "${type}" was awaited.`))
      })
    })
  await next('ready')
  return {
    run: async (count) => {
      child.send({ count } satisfies ToWorker)
      return (await next('ran')).figure
    },
    end: () => void child.kill('SIGKILL'),
  }
}
