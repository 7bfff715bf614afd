import { checkProject } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { chatRoom } from './examples/chat-room.ts'
import { orderTracking } from './examples/order-tracking.ts'

describe('the hint that listening is never stopped', () => {
  const hinted = (project: ReturnType<typeof chatRoom>) =>
    checkProject(project, catalog).diagnostics.flatMap(({ code, place }) => (code === 'channel/never_stopped' && place.type === 'node' ? [place.flowId] : []))

  it('is not given where listening ends when the screen is left', () => {
    expect(hinted(chatRoom())).toEqual([])
  })

  it('is given for a session’s listener, but not for a stream, which ends with its request, nor for the service, which is meant to listen on', () => {
    expect(hinted(orderTracking())).toEqual(['work'])
  })
})
