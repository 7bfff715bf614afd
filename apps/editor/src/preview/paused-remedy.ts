import type { RunFailure } from '@halley/client'
import type { ClientAction } from '@halley/player'
import type { PausedFlow } from '@halley/protocol'
import { useCallback } from 'react'
import { resumeFlow, useRunState } from '../safety/run-state-store.ts'
import { useMayChange } from '../stores/project-store.ts'
import type { Slot } from './preview-slots.ts'
import { startAt } from './preview-store.ts'

/** The flows that are paused in the draft and stop a client; of its own, or else all, since a flow that it calls may be the one. */
export function pausedBehind(failure: Pick<RunFailure, 'flowId' | 'error'>, paused: readonly PausedFlow[]): readonly PausedFlow[] {
  if (failure.error.code !== 'flow/paused') return []
  const drafts = paused.filter(({ environment }) => environment === 'draft')
  const own = drafts.filter(({ flowId }) => flowId === failure.flowId)
  return own.length > 0 ? own : drafts
}

/** What is paused is resumed where somebody meets it: gives what a client can do about a failure. */
export function usePausedRemedy(slot: Slot): (failure: RunFailure) => ClientAction | undefined {
  const mayChange = useMayChange()
  const paused = useRunState((state) => state.paused)
  return useCallback((failure) => {
    const flows = mayChange ? pausedBehind(failure, paused) : []
    return flows.length === 0 ? undefined : { label: 'Resume', onAct: () => void resumeAndStart(slot, flows) }
  }, [paused, mayChange, slot])
}

async function resumeAndStart(slot: Slot, flows: readonly PausedFlow[]): Promise<void> {
  for (const flow of flows) if (!(await resumeFlow(flow))) return
  startAt(slot, null)
}
