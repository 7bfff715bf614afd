import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listenersFor, listenersToStop, sameListener } from './listener-match.ts'
import type { IncomingDelivery } from './session-events.ts'
import type { Listener } from './session-state.ts'

const listener = (channelId: string, key: string | null, messageId: string | null): Listener => ({ channelId, key, messageId, response: { type: 'refresh' }, flowId: 'f', nodeId: `${channelId}/${key ?? '*'}/${messageId ?? '*'}`, until: null })
const delivery = (channelId: string, key: string | null, messageId: string): IncomingDelivery => ({ deliveryId: 'd', payload: {}, event: { channelId, channel: channelId, messageId, message: messageId, key, id: 'e', seq: 1, sentAt: '', sender: '', hops: 0 } })

describe('listeners for a message', () => {
  it('come the most specific first: this message before any, this key before every key', () => {
    const all = [listener('c', null, null), listener('c', 'k', null), listener('c', null, 'm'), listener('c', 'k', 'm')]
    expect(listenersFor(all, delivery('c', 'k', 'm')).map(({ nodeId }) => nodeId)).toEqual(['c/k/m', 'c/*/m', 'c/k/*', 'c/*/*'])
  })

  it('never hear another channel, another key or another message', () => {
    const part = fc.constantFrom('a', 'b')
    const optional = fc.option(part, { nil: null })
    fc.assert(fc.property(fc.array(fc.tuple(part, optional, optional).map((three) => listener(...three))), part, optional, part, (all, channelId, key, messageId) => {
      const heard = listenersFor(all, delivery(channelId, key, messageId))
      for (const one of all) {
        const should = one.channelId === channelId && (one.key === null || one.key === key) && (one.messageId === null || one.messageId === messageId)
        expect(heard.includes(one)).toBe(should)
      }
    }))
  })
})

describe('Stop listening', () => {
  const all = [listener('c', null, 'm'), listener('c', 'k', 'm'), listener('c', 'k', null), listener('d', null, 'm')]

  it('at all messages without a key ends everything on the channel', () => {
    expect(listenersToStop(all, { channelId: 'c', key: null, messageIds: 'all' })).toHaveLength(3)
  })

  it('at a message of a key ends that one alone', () => {
    expect(listenersToStop(all, { channelId: 'c', key: 'k', messageIds: ['m'] })).toEqual([all[1]])
  })
})

it('the same channel, key and message are the same listener, whatever its response', () => {
  expect(sameListener(listener('c', 'k', 'm'), { ...listener('c', 'k', 'm') })).toBe(true)
  expect(sameListener(listener('c', 'k', 'm'), listener('c', null, 'm'))).toBe(false)
})
