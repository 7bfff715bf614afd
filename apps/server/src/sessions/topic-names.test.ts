import { isToken, isTopic, matches } from '@halley/bus'
import { TECHNICAL_NAME } from '@halley/model'
import { helpdeskProject } from './helpdesk.test-fixture.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appToken, keyToToken, patternOf, tokenToKey, topicOf } from './topic-names.ts'

describe('a channel\'s key in a topic', () => {
  it('stays as it is when it is a token', () => {
    expect(keyToToken('conv_456')).toBe('conv_456')
    expect(keyToToken('3f2c-11')).toBe('3f2c-11')
  })

  it('is escaped when it is not, and never looks like no key', () => {
    expect(keyToToken('ann@example.com')).toBe('-x-ann_40example_2ecom')
    expect(keyToToken('_')).toBe('-x-_5f')
    expect(keyToToken('')).toBe('-x-')
    expect(keyToToken('-x-a')).toBe('-x-_2dx_2da')
  })

  it('that is too long is refused', () => {
    expect(keyToToken('a'.repeat(65))).toBeUndefined()
    expect(keyToToken('é'.repeat(20))).toBeUndefined()
    expect(keyToToken('\ud800')).toBeUndefined()
  })

  it('is read back from every token that was written, and no two keys share one', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ maxLength: 30 }), (one, other) => {
      const [token, otherToken] = [keyToToken(one), keyToToken(other)]
      fc.pre(token !== undefined && one !== other)
      expect(isToken(token ?? '')).toBe(true)
      expect(tokenToKey(token ?? '')).toBe(one)
      expect(token).not.toBe(otherToken)
    }))
  })
})

describe('topics of a project', () => {
  const project = helpdeskProject()
  const sent = { channelId: 'escalation', messageId: 'ticket' }

  it('are made of technical names, with _ for no key', () => {
    expect(topicOf(project, { org: 'local', environment: 'published' }, { ...sent, key: null })).toBe('events.local.helpdesk.escalation.Ticket._')
    expect(topicOf(project, { org: 'local', environment: 'published' }, { ...sent, key: 'conv 1' })).toBe('events.local.helpdesk.escalation.Ticket.-x-conv_201')
    expect(topicOf(project, { org: 'local', environment: 'published' }, { ...sent, channelId: 'gone', key: null })).toBeUndefined()
  })

  it('of a draft are never those of a published app, nor of another draft', () => {
    const copy = { ...project, id: 'copy' }
    expect(topicOf(project, { org: 'local', environment: 'draft' }, { ...sent, key: null })).toBe('events.local.draft-helpdesk-escalation.escalation.Ticket._')
    expect(topicOf(copy, { org: 'local', environment: 'draft' }, { ...sent, key: null })).not.toBe(topicOf(project, { org: 'local', environment: 'draft' }, { ...sent, key: null }))
    // A technical name has no `-`.
    expect(TECHNICAL_NAME.test(appToken(project, 'draft'))).toBe(false)
    expect(isToken(appToken({ ...project, id: 'i'.repeat(40) }, 'draft'))).toBe(true)
  })

  it('match the patterns of the listeners that they are for', () => {
    const listens = (listener: { messageId: string | null; key: string | null }, key: string | null): boolean => matches(patternOf(project, { org: 'local', environment: 'published' }, { channelId: 'escalation', ...listener }) ?? '', topicOf(project, { org: 'local', environment: 'published' }, { ...sent, key }) ?? '')
    expect(isTopic(topicOf(project, { org: 'local', environment: 'published' }, { ...sent, key: 'a b' }) ?? '')).toBe(true)
    expect(listens({ messageId: null, key: null }, null)).toBe(true)
    expect(listens({ messageId: 'ticket', key: null }, 'conv_1')).toBe(true)
    expect(listens({ messageId: 'ticket', key: 'conv_1' }, 'conv_1')).toBe(true)
    expect(listens({ messageId: 'ticket', key: 'conv_1' }, 'conv_2')).toBe(false)
    expect(listens({ messageId: 'taken', key: null }, null)).toBe(false)
  })
})
