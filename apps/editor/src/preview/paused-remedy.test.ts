import type { PausedFlow } from '@halley/protocol'
import { expect, it } from 'vitest'
import { pausedBehind } from './paused-remedy.ts'

const paused = (flowId: string, environment: PausedFlow['environment'] = 'draft'): PausedFlow => ({ environment, flowId, nodeId: 'n', code: 'run/too_many_steps', text: 'It ran away.', at: 0 })
const failed = (flowId: string, code = 'flow/paused') => ({ flowId, error: { code, message: 'Stopped' } })
const all = [paused('home'), paused('called'), paused('home', 'published')]

it('a client that met a paused flow leads to resuming it, or what it calls, in the draft', () => {
  expect(pausedBehind(failed('home'), all)).toEqual([paused('home')])
  expect(pausedBehind(failed('caller'), all)).toEqual([paused('home'), paused('called')])
  expect(pausedBehind(failed('home', 'expression/type'), all)).toEqual([])
  expect(pausedBehind(failed('home'), [paused('home', 'published')])).toEqual([])
})
