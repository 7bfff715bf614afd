import type { RoomMessage, RoomParticipant } from '@halley/protocol'
import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { PresenceWidget } from '../presence-widget.tsx'
import { mentionAt, mentioned, withMention } from './mentions.ts'
import { RoomComposer, whyNotSent } from './room-composer-widget.tsx'
import { RoomMessages } from './room-messages-widget.tsx'
import { RoomParticipants } from './room-participants-widget.tsx'
import { readersOf, roomRows, unreadOf } from './room-rows.ts'
import { roomTextParts } from './room-text.tsx'
import { announcement, dayWords, readWords, typingWords } from './room-words.ts'
import { stillRoom } from './sample-room.ts'

const at = (minute: number, day = 21) => new Date(2026, 10, day, 10, minute).toISOString()
const message = (seq: number, part: Partial<RoomMessage> = {}): RoomMessage => ({ id: `m${seq}`, seq, author: { type: 'person', id: 'ben', name: 'Ben' }, text: `words ${seq}`, at: at(seq), mentions: [], state: 'complete', reason: null, ...part })
const helper = { type: 'agent', id: 'helper', name: 'Helper' } as const
const person = (id: string, part: Partial<RoomParticipant> = {}): RoomParticipant => ({ type: 'person', id, name: id.toUpperCase(), handle: id, role: '', isHere: true, isTyping: false, readTo: 0, ...part })
const drawn = (now: Parameters<typeof stillRoom>[0]) => renderToStaticMarkup(<RoomMessages feed={stillRoom({ me: 'ann', ...now })} emptyText="Nobody has written anything." canStop />)
const rows = (messages: readonly RoomMessage[], part: Partial<Parameters<typeof roomRows>[0]> = {}) => roomRows({ messages, posts: [], newAfter: null, me: 'ann', more: false, ...part })
const kinds = (all: ReturnType<typeof rows>) => all.map((row) => (row.type === 'message' ? `${row.message.seq}${row.isFirst ? '*' : ''}` : row.type))

describe('The rows of a conversation', () => {
  it('what one person writes one after the other stands under one name, until five minutes have passed', () => {
    expect(kinds(rows([message(1), message(2), message(3, { author: helper }), message(4), message(5, { at: at(20) })]))).toEqual(['day', '1*', '2', '3*', '4*', '5*'])
  })

  it('each day begins with its name', () => {
    expect(kinds(rows([message(1, { at: at(1, 20) }), message(2, { at: at(1, 21) }), message(3, { at: at(2, 21) })]))).toEqual(['day', '1*', 'day', '2*', '3'])
  })

  it('what is new begins with a line, which does not stand over what one wrote oneself', () => {
    expect(kinds(rows([message(1), message(2), message(3)], { newAfter: 1 }))).toEqual(['day', '1*', 'new', '2*', '3'])
    expect(kinds(rows([message(1), message(2, { author: { type: 'person', id: 'ann', name: 'Ann' } }), message(3)], { newAfter: 1 }))).toEqual(['day', '1*', '2*', 'new', '3*'])
  })

  it('where earlier messages were not loaded nobody says that the first shown is the first new one', () => {
    expect(kinds(rows([message(5)], { newAfter: 2, more: true }))).toEqual(['day', '5*'])
    expect(kinds(rows([message(5)], { newAfter: 2 }))).toEqual(['day', 'new', '5*'])
  })

  it('a read mark stands at the last message read that is shown, once for each reader', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), fc.array(fc.nat(50)), (seqs, reads) => {
      const messages = [...new Set(seqs)].toSorted((a, b) => a - b).map((seq) => message(seq))
      const participants = reads.map((readTo, index) => person(`p${index}`, { readTo }))
      for (const [seq, readers] of readersOf(messages, participants, 'ann')) for (const { readTo } of readers) expect(messages.findLast((one) => one.seq <= readTo)?.seq).toBe(seq)
      const marks = [...readersOf(messages, participants, 'ann').values()].flat().map(({ id }) => id)
      expect(new Set(marks).size).toBe(marks.length)
    }))
  })

  it('one has no read mark, nor has an agent, nor who wrote the message', () => {
    expect(readersOf([message(1)], [person('ann', { readTo: 1 }), person('ben', { readTo: 1 }), person('helper', { type: 'agent', readTo: 1 })], 'ann').size).toBe(0)
  })

  it('unread are those of others after what was read', () => {
    expect(unreadOf([message(1), message(2), message(3, { author: { type: 'person', id: 'ann', name: 'Ann' } })], 'ann', 1)).toBe(1)
  })
})

describe('Room messages', () => {
  it('say who wrote what, and which of them are agents; HTML in them is never drawn', () => {
    const html = drawn({ messages: [message(1, { author: helper, text: '**Nine.** <img src=x onerror=alert(1)>' })] })
    expect(html).toMatch(/<article [^>]*aria-label="Helper, \d\d:\d\d"/)
    expect(html).toContain('<strong>Nine.</strong>')
    expect(html).toContain('>Agent</span>')
    expect(html).not.toContain('<img')
  })

  it('the names of those who are mentioned stand out, and no others', () => {
    const html = drawn({ participants: [person('ben'), { ...helper, handle: 'helper', role: '', isHere: true, isTyping: false, readTo: 0 }], messages: [message(1, { text: 'ask @Helper, **@helper** and @ben; not me@helper.org nor `@helper`', mentions: ['helper'] })] })
    expect([...html.matchAll(/halley-room-mention">([^<]*)</g)].map(([, text]) => text)).toEqual(['@Helper', '@helper'])
  })

  it('an address that was pasted is a link, without what closes the sentence', () => {
    const html = drawn({ messages: [message(1, { text: 'see (https://halley.example/a?b=1), [here](https://halley.example/c) and `https://halley.example/d`, “https://halley.example/e”. javascript:alert(1)' })] })
    expect([...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['https://halley.example/a?b=1', 'https://halley.example/c', 'https://halley.example/e'])
  })

  it('dividing a text loses nothing of it', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string()), (text, names) => roomTextParts(text, names.join('\n')).map((part) => part.text).join('') === text))
  })

  it('are a log that is not read aloud word by word', () => {
    expect(drawn({ messages: [message(1, { author: helper, state: 'running' })] })).toMatch(/role="log" aria-live="off"/)
  })

  it('an answer that streams can be stopped, one of a person cannot', () => {
    expect(drawn({ messages: [message(1, { author: helper, state: 'running' })] })).toContain('aria-label="Stop the answer of Helper"')
    expect(drawn({ messages: [message(1, { author: helper })] })).not.toContain('Stop the answer')
  })

  it('an answer that did not come to its end says why', () => {
    expect(drawn({ messages: [message(1, { author: helper, state: 'cancelled', reason: 'stopped by Ben' })] })).toContain('>Stopped by Ben.')
    expect(drawn({ messages: [message(1, { author: helper, state: 'failed', reason: 'The model did not answer.' })] })).toContain('It broke off: The model did not answer.')
    expect(drawn({ messages: [message(1, { author: helper, text: '', state: 'failed', reason: 'The model did not answer.' })] })).toContain('No answer: The model did not answer.')
  })

  it('what is on its way says so, and what was not sent says why and can be sent again', () => {
    const post = { id: 'x', text: 'Hello', at: at(1) }
    expect(drawn({ posts: [{ ...post, state: 'sending', reason: null }] })).toContain('Sending…')
    expect(drawn({ posts: [{ ...post, state: 'failed', reason: 'The disk is full.' }] })).toMatch(/role="alert"><span>Not sent: The disk is full\.<\/span><button[^>]*>Retry/)
  })

  it('that are none, are not here yet, or may not be seen say which of it', () => {
    expect(drawn({})).toContain('Nobody has written anything.')
    expect(drawn({ phase: 'opening' })).toMatch(/role="status">Opening the conversation/)
    expect(drawn({ phase: 'failed', problem: 'Only officers.' })).toMatch(/role="alert"><span>Only officers\.<\/span><button[^>]*>Try again/)
    expect(drawn({ phase: 'closed', problem: 'It is gone.', messages: [message(1)] })).toContain('words 1')
  })

  it('who types is named below them', () => {
    expect(drawn({ participants: [person('ben', { isTyping: true }), person('ann', { isTyping: true })] })).toContain('>BEN is typing…<')
  })
})

describe('What is read aloud of a conversation', () => {
  it('is each message of others as a whole, and that an answer begins; not what grows', () => {
    const running = message(2, { author: helper, state: 'running', text: '' })
    expect(announcement([message(1)], [message(1), message(2)], 'ann')).toBe('Ben: words 2')
    expect(announcement([message(1)], [message(1), running], 'ann')).toBe('Helper is answering.')
    expect(announcement([message(1), running], [message(1), { ...running, text: 'At nine.', state: 'complete' }], 'ann')).toBe('Helper: At nine.')
    expect(announcement([message(1)], [message(1), message(2), message(3)], 'ann')).toBe('2 new messages. Ben: words 3')
  })

  it('is nothing of what one wrote oneself, nor of earlier pages', () => {
    expect(announcement([message(2)], [message(1), message(2)], 'ann')).toBe('')
    expect(announcement([], [message(1)], 'ben')).toBe('')
  })
})

describe('Words of a room', () => {
  it('days are called as people call them', () => {
    const now = new Date(2026, 10, 21, 12).getTime()
    expect([dayWords(at(1), now), dayWords(at(1, 20), now)]).toEqual(['Today', 'Yesterday'])
    expect(dayWords(at(1, 3), now)).toMatch(/^Tuesday,? 3 November$/)
    expect(dayWords(new Date(2025, 0, 2).toISOString(), now)).toMatch(/^Thursday,? 2 January 2025$/)
  })

  it('who types, and how far somebody has read', () => {
    const typing = (...ids: string[]) => typingWords(ids.map((id) => person(id, { isTyping: true })), 'ann')
    expect([typing(), typing('ann'), typing('ben'), typing('ben', 'cy'), typing('ben', 'cy', 'di')]).toEqual(['', '', 'BEN is typing…', 'BEN and CY are typing…', 'Several people are typing…'])
    expect([readWords({ readTo: 5 }, 5), readWords({ readTo: 2 }, 5), readWords({ readTo: 0 }, 5)]).toEqual(['read all', '3 behind', 'read nothing'])
  })
})

describe('Mentions', () => {
  it.each([['@', 1, ''], ['hello @he', 9, 'he'], ['(@he', 4, 'he'], ['@he and', 3, 'he']])('"%s" with the caret at %i offers who begins with "%s"', (text, caret, query) => {
    expect(mentionAt(text, caret)?.query).toBe(query)
  })

  it.each([['ann@example.com', 15], ['@he ', 4], ['hello', 5]])('"%s" with the caret at %i offers nobody', (text, caret) => {
    expect(mentionAt(text, caret)).toBeNull()
  })

  it('handles come before names, and nobody is offered to themselves', () => {
    const people = [person('ann'), person('cy', { name: 'Helga' }), person('helper', { type: 'agent' }), person('ben')]
    expect(mentioned(people, 'he', 'ann').map(({ id }) => id)).toEqual(['helper', 'cy'])
    expect(mentioned(people, '', 'ann').map(({ id }) => id)).not.toContain('ann')
  })

  it('what is chosen takes the place of what was typed, with the caret after it', () => {
    expect(withMention('say @he now', 7, { start: 4, query: 'he' }, 'helper')).toEqual({ text: 'say @helper now', caret: 12 })
    expect(withMention('@', 1, { start: 0, query: '' }, 'helper')).toEqual({ text: '@helper ', caret: 8 })
  })
})

describe('Room composer', () => {
  const open = { phase: 'open', problem: null, isLive: true, over: -100 }

  it('is labelled by its room', () => {
    expect(renderToStaticMarkup(<RoomComposer feed={stillRoom({ name: 'Desk' })} placeholder="Write a message" />)).toContain('aria-label="Message to Desk"')
  })

  it.each([[open, null], [{ ...open, phase: 'closed', problem: 'It is read only.' }, 'It is read only.'], [{ ...open, isLive: false }, 'Not connected. What you write is kept until you can send it.'], [{ ...open, over: 3 }, 'Too long by 3 characters; 8,000 are the most.']])('says why nothing can be sent (%#)', (now, words) => {
    expect(whyNotSent(now)).toBe(words)
  })
})

describe('Room participants', () => {
  const participants = [person('ann', { readTo: 4 }), person('ben', { isTyping: true, readTo: 1, role: 'Officer' }), person('cy', { isHere: false, readTo: 4 }), { ...person('helper', { name: 'Helper' }), type: 'agent' as const }]
  const feed = stillRoom({ me: 'ann', participants, moreParticipants: 3, messages: [message(4)] })

  it('as faces have their names and how they are in words', () => {
    const html = renderToStaticMarkup(<RoomParticipants feed={feed} layout="avatars" />)
    for (const words of ['ANN (you), here', 'BEN, typing…', 'CY, away', 'Helper, agent', 'and 3 more']) expect(html).toContain(words)
  })

  it('as a list say how far each person has read', () => {
    const html = renderToStaticMarkup(<RoomParticipants feed={feed} layout="list" />)
    expect(html).toContain('Officer · typing… · 3 behind')
    expect(html).toContain('away · read all')
  })
})

it('a person has one colour, in presence lists and in rooms', () => {
  const tones = (html: string) => [...html.matchAll(/data-tone="(\d)"/g)].map(([, tone]) => tone)
  const ids = ['ann', 'ben', 'cleo', 'p-Xy12']
  const inRoom = renderToStaticMarkup(<RoomParticipants feed={stillRoom({ participants: ids.map((id) => person(id)) })} layout="avatars" />)
  const present = renderToStaticMarkup(<PresenceWidget widget={{ kind: 'presence', id: 'p', layout: 'avatars', people: ids.map((id) => ({ id: `stay-${id}`, userId: id, name: id })), more: 0, emptyText: '' }} />)
  expect(tones(inRoom)).toHaveLength(4)
  expect(tones(present)).toEqual(tones(inRoom))
})

it('only the answer of an agent that failed can be asked for again', () => {
  const failed = { state: 'failed', reason: 'the server was stopped' } as const
  expect(drawn({ messages: [message(1, { author: helper, ...failed })] })).toContain('aria-label="Ask Helper again"')
  expect(drawn({ messages: [message(1, { author: helper, state: 'cancelled', reason: 'stopped by Ann' }), message(2, { author: helper }), message(3, failed)] })).not.toContain('again')
})
