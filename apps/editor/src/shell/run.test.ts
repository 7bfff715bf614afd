import { afterEach, expect, it } from 'vitest'
import { runStateStore } from '../safety/run-state-store.ts'
import { run, setRunner } from './run.ts'

afterEach(() => runStateStore.setState({ isSafe: false }))

it('nothing is run in safe mode, by whichever way it is asked for', () => {
  const started: (string | null)[] = []
  const end = setRunner((flowId) => void started.push(flowId))
  runStateStore.setState({ isSafe: true })
  run()
  expect(started).toEqual([])
  end()
})
