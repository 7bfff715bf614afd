import { describe, expect, it } from 'vitest'
import { roomDrafts } from './room-drafts.ts'
import { memorySecrets } from './secret-store.ts'

describe('Drafts of rooms', () => {
  it('are kept by person and room, each client for itself', () => {
    const store = memorySecrets()
    const drafts = roomDrafts(store, 'p/draft/1')
    drafts.keep('ann', 'desk', 'Hello')
    drafts.keep('ann', 'desk/T-1', 'Ticket')
    drafts.keep('ben', 'desk', 'Mine')
    drafts.keep('ben', 'desk', '')
    const again = roomDrafts(store, 'p/draft/1')
    expect([again.read('ann', 'desk'), again.read('ann', 'desk/T-1'), again.read('ben', 'desk'), roomDrafts(store, 'p/draft/2').read('ann', 'desk')]).toEqual(['Hello', 'Ticket', '', ''])
    drafts.keep('ann', 'desk', '')
    drafts.keep('ann', 'desk/T-1', '')
    expect(store.read('halley-drafts/p/draft/1')).toBeNull()
  })

  it('of the fifty rooms that were written in last are kept', () => {
    const drafts = roomDrafts(memorySecrets(), 'c')
    for (let index = 0; index < 51; index += 1) drafts.keep('ann', `room${index}`, 'x')
    expect([drafts.read('ann', 'room0'), drafts.read('ann', 'room1'), drafts.read('ann', 'room50')]).toEqual(['', 'x', 'x'])
  })

  it.each(['', 'x', '{}', '[1,["a"],[1,2]]', 'null'])('go on where the page has "%s" in their place', (text) => {
    const store = memorySecrets()
    store.write('halley-drafts/c', text)
    const drafts = roomDrafts(store, 'c')
    drafts.keep('ann', 'desk', 'Hello')
    expect(drafts.read('ann', 'desk')).toBe('Hello')
  })
})
