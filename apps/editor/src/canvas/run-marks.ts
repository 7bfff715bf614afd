import { useShallow } from 'zustand/react/shallow'
import { useStore } from 'zustand'
import { exitKey, nodeKey, runStore } from '../stores/run-store.ts'

/** What is happening at a node now, over all watched sessions. */
export type NodeRun = {
  readonly state: 'running' | 'waiting' | 'failed' | undefined
  /** Who waits there, in words; empty while nobody does. */
  readonly waits: string
  /** Why it failed, in words. */
  readonly failure: string | null
  /** Sessions that listen because of this node. */
  readonly armed: number
  /** Did a message just arrive at this listener? */
  readonly hasArrival: boolean
  /** How often it was entered since watching began. */
  readonly count: number
}

/** "Customer waits here", "Customer and 2 more wait here": also of those whose page is closed. */
export function waitsInWords(count: number, names: readonly string[]): string {
  if (count === 0) return ''
  const [first, second] = names
  if (first === undefined) return count === 1 ? 'A session waits here' : `${count.toLocaleString('en')} sessions wait here`
  if (count === 1) return `${first} waits here`
  return count === 2 && second !== undefined ? `${first} and ${second} wait here` : `${first} and ${(count - 1).toLocaleString('en')} more wait here`
}

/** Reads a node's marks; drawn again only when one of them changes. */
export function useNodeRun(flowId: string, nodeId: string): NodeRun {
  return useStore(
    runStore,
    useShallow((run): NodeRun => {
      const key = nodeKey(flowId, nodeId)
      const failed = run.failedNodes.get(key)
      return {
        state: run.activeNodes.has(key) ? 'running' : failed !== undefined ? 'failed' : (run.waitingNodes.get(key)?.length ?? 0) > 0 ? 'waiting' : undefined,
        waits: waitsInWords(run.waitingNodes.get(key)?.length ?? 0, run.waitingNames.get(key) ?? []),
        failure: failed?.text ?? null,
        armed: run.armed.length === 0 ? 0 : new Set(run.armed.filter((listener) => listener.nodeId === nodeId && listener.flowId === flowId).map((listener) => listener.sessionId)).size,
        hasArrival: run.arrivals.size > 0 && [...run.arrivals.values()].some((flight) => flight.to.some((to) => to.nodeId === nodeId && to.flowId === flowId)),
        count: run.counts.get(key) ?? 0,
      }
    }),
  )
}

/** When an exit was taken last; undefined when it was not since watching began. */
export function useTakenAt(flowId: string, nodeId: string, exit: string): number | undefined {
  return useStore(runStore, (run) => run.takenExits.get(exitKey(flowId, nodeId, exit)))
}
