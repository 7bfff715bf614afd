import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPattern, isTopic, parsePattern, parseTopic } from './index.ts'

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)

describe('a topic', () => {
  it('has 2 to 16 tokens', () => {
    expect(isTopic('events')).toBe(false)
    expect(isTopic('events.orders')).toBe(true)
    expect(isTopic(Array(16).fill('a').join('.'))).toBe(true)
    expect(isTopic(Array(17).fill('a').join('.'))).toBe(false)
  })

  it('has tokens of at most 64 characters and at most 255 bytes in all', () => {
    expect(isTopic(`a.${'b'.repeat(64)}`)).toBe(true)
    expect(isTopic(`a.${'b'.repeat(65)}`)).toBe(false)
    const sixtyThree = 'b'.repeat(63)
    expect(isTopic([sixtyThree, sixtyThree, sixtyThree, sixtyThree].join('.'))).toBe(true)
    expect(isTopic([sixtyThree, sixtyThree, sixtyThree, `${sixtyThree}c`].join('.'))).toBe(false)
  })

  it('is literal, and keeps upper and lower case apart', () => {
    expect(['a.*', 'a.>', '*.a', 'a.b*', 'a.b c', 'a.ü', 'a.$sys', '$sys.a', 'a..b', '.a', 'a.', '', 'a.b\n'].filter(isTopic)).toEqual([])
    expect(isTopic('Events.-_9.A')).toBe(true)
  })

  it('is refused with the wrong token, its place, and what to write instead', () => {
    expect(parseTopic('events.or ders.x')).toEqual({ ok: false, code: 'topic_invalid', tokenIndex: 1, token: 'or ders', message: 'Token 2 "or ders" of the topic has characters that are not allowed; write "or_ders".' })
    expect(parseTopic('events.über.x')).toMatchObject({ tokenIndex: 1, message: 'Token 2 "über" of the topic has characters that are not allowed; write "uber".' })
    expect(parseTopic('events..x')).toMatchObject({ tokenIndex: 1, token: '', message: 'Token 2 of the topic is empty; remove the extra dot or write a name between the dots.' })
    expect(parseTopic('events.*')).toMatchObject({ tokenIndex: 1, token: '*', message: 'Token 2 "*" of the topic is a wildcard, and a topic to publish on is literal; write one name instead.' })
    expect(parseTopic('$sys.a')).toMatchObject({ tokenIndex: 0, token: '$sys', message: 'Token 1 "$sys" of the topic is reserved for the platform; write another name.' })
    expect(parseTopic('events')).toMatchObject({ tokenIndex: 0, message: 'The topic "events" has one token; write at least 2 with a dot between them.' })
    expect(parseTopic(Array(17).fill('a').join('.'))).toMatchObject({ tokenIndex: 16, token: 'a' })
    expect(parseTopic('')).toMatchObject({ tokenIndex: 0, token: '' })
    expect(parseTopic(Array(5).fill('b'.repeat(60)).join('.'))).toMatchObject({ tokenIndex: 4 })
  })

  it('is refused or read for every text there is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(parseTopic(text).ok).toBe(isTopic(text))
      expect(parsePattern(text).ok).toBe(isPattern(text))
      // Whatever can be published on can be subscribed to.
      expect(!isTopic(text) || isPattern(text)).toBe(true)
    }))
  })
})

describe('a pattern', () => {
  it('takes * for one whole token anywhere, and > last', () => {
    expect(['*.*', 'a.>', '*.>', 'a.*.b.*.>', 'a.b'].every(isPattern)).toBe(true)
    expect(['>', '*', '>.a', 'a.>.b', 'a.b*', 'a.*b', 'a.b>', 'a.>>', 'a.**', 'a.$sys.>', '$sys.>', 'a..>'].filter(isPattern)).toEqual([])
  })

  it('names the token that only contains a wildcard, or has > before the end', () => {
    expect(parsePattern('a.b*.c')).toMatchObject({ tokenIndex: 1, token: 'b*', message: 'Token 2 "b*" of the pattern contains a wildcard, and a wildcard is a whole token; write * for exactly one token or > for all the rest.' })
    expect(parsePattern('a.>.c')).toMatchObject({ tokenIndex: 1, token: '>', message: 'Token 2 ">" of the pattern stands for all the rest, so it must be the last; write * for exactly one token.' })
    expect(parsePattern('a.#')).toMatchObject({ tokenIndex: 1, token: '#', message: 'Token 2 "#" of the pattern is no wildcard here; write > for all the rest, or * for exactly one token.' })
  })

  it('carries filter pairs after six tokens', () => {
    expect(parsePattern('a.b.c.d.e.f.color.red.size.*')).toMatchObject({ ok: true, pairs: [{ key: 'color', value: 'red' }, { key: 'size', value: '*' }] })
    for (const text of ['a.b.c.d.e.f', 'a.b.c.d.e.f.color', 'a.b.c.d.e.f.*.red', 'a.b.c.d.e.f.color.>']) expect(parsePattern(text)).toMatchObject({ ok: true, pairs: [] })
  })

  it('may be any topic with tokens replaced by *', () => {
    fc.assert(fc.property(fc.array(fc.oneof(token, fc.constant('*')), { minLength: 2, maxLength: 16 }), (tokens) => {
      fc.pre(tokens.join('.').length <= 255)
      expect(isPattern(tokens.join('.'))).toBe(true)
    }))
  })
})
