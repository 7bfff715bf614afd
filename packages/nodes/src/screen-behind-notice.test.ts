import { Simulation } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { anyNode, assignNode, countTarget, screenNode, smallProject, startNode, type DrawnFlow } from './small-project.ts'

/** Counts each press on the screen and shows a notice over it. */
const counting = (placement: string): DrawnFlow => ({
  nodes: [startNode(), screenNode('ready', '{count}', ['Count']), assignNode('count', countTarget, 'count + 1'), screenNode('notice', 'Counted', [], { overlay: true, placement })],
  arrows: [['start', 'default', 'ready'], ['ready', 'Count', 'count'], ['count', 'default', 'notice'], ['notice', 'closed', 'ready']],
})

function pressTwice(flows: Record<string, DrawnFlow>) {
  const simulation = new Simulation(smallProject(flows), catalog)
  const client = simulation.open({ id: 'ann', name: 'Ann', roles: [] }, 'home')
  simulation.press(client, 'Count')
  return { refusal: simulation.press(client, 'Count'), count: client.state.data['count'], overlays: simulation.sees(client).overlays.length }
}

describe('a screen behind an overlay of its own run', () => {
  it.each(['banner', 'toast'])('works on while a %s is before it, which goes', (placement) => {
    expect(pressTwice({ home: counting(placement) })).toEqual({ refusal: null, count: 2, overlays: 1 })
  })

  it.each(['dialog', 'sidePanel'])('does not while a %s is: that one is answered first', (placement) => {
    expect(pressTwice({ home: counting(placement) })).toMatchObject({ refusal: { code: 'session/screen_gone' }, count: 1 })
  })

  it('does not while a flow that it called shows the banner', () => {
    const called = { nodes: [startNode(), screenNode('notice', 'Counted', [], { overlay: true, placement: 'banner' })], arrows: [['start', 'default', 'notice']] } as const
    const home: DrawnFlow = {
      nodes: [startNode(), screenNode('ready', '{count}', ['Count']), assignNode('count', countTarget, 'count + 1'), anyNode('call', 'sub-flowchart', { flowId: 'called' })],
      arrows: [['start', 'default', 'ready'], ['ready', 'Count', 'count'], ['count', 'default', 'call']],
    }
    expect(pressTwice({ home, called })).toMatchObject({ refusal: { code: 'session/screen_gone' }, count: 1 })
  })
})
