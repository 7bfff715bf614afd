import { pushPayloadSchema } from '@halley/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noticePath, noticeSettingsPath } from './compose-addresses.ts'
import { composeMail, MAIL_NOTICES, type NoticeOfMail } from './compose-mail.ts'
import { composePush, composePushDigest, PUSH_PAYLOAD_BYTES } from './compose-push.ts'

const page = { app: 'helpdesk', persona: null }
const frame = { appName: 'Help desk', inboxUrl: 'https://halley.example/a/helpdesk?notices=inbox', settingsUrl: 'https://halley.example/a/helpdesk?notices=settings' }
const notice: NoticeOfMail & { readonly id: string } = { id: 'n1', title: 'Printer is on fire', body: 'Third floor.\nBring water.', priority: 'high', at: '2026-11-21T20:00:00Z', url: 'https://halley.example/a/helpdesk?notice=n1' }
const anyPriority = fc.constantFrom('low' as const, 'normal' as const, 'high' as const, 'critical' as const)
const anyText = (maxLength: number) => fc.oneof(fc.string({ unit: 'binary', maxLength }), fc.string({ unit: 'grapheme', maxLength: Math.floor(maxLength / 20) }), fc.integer({ min: 0, max: maxLength }).map((length) => '\u0001'.repeat(length)), fc.integer({ min: 0, max: maxLength / 2 }).map((length) => '🔥'.repeat(length)))

describe('the address of a notification', () => {
  it('opens it in the app, as the persona that it is for', () => {
    expect(noticePath(page, 'n1')).toBe('/a/helpdesk?notice=n1')
    expect(noticePath({ app: 'helpdesk', persona: 'officer' }, 'a b')).toBe('/a/helpdesk?persona=officer&notice=a+b')
    expect(noticeSettingsPath(page)).toBe('/a/helpdesk?notices=settings')
  })
})

describe('a push', () => {
  it('carries the notification, with its urgency and how long it is worth anything', () => {
    expect(composePush(notice, page)).toEqual({ payload: { noticeId: 'n1', title: 'Printer is on fire', body: 'Third floor.\nBring water.', url: '/a/helpdesk?notice=n1', tag: 'n1', priority: 'high' }, urgency: 'high', ttlSeconds: 259_200, topic: null })
    expect(composePush({ ...notice, priority: 'low' }, page)).toMatchObject({ urgency: 'low', ttlSeconds: 43_200 })
  })

  it('of a digest lists the newest titles, and takes the place of the one before', () => {
    const notices = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((title, index) => ({ ...notice, id: `n${index}`, title, priority: index === 2 ? 'high' as const : 'low' as const }))
    const [first, ...others] = notices
    if (first === undefined) throw new Error('There are six.')
    const push = composePushDigest([first, ...others], { page, appName: 'Help desk', digest: 'rule1 ann' })
    expect(push.payload).toMatchObject({ noticeId: 'n5', title: '6 notifications from Help desk', body: 'Six\nFive\nFour\nThree\nand 2 more', url: '/a/helpdesk?notices=inbox', priority: 'high' })
    expect(push.topic).toMatch(/^[A-Za-z0-9_-]{32}$/)
    expect(composePushDigest([first], { page, appName: 'Help desk', digest: 'rule1 ann' }).topic).toBe(push.topic)
    expect(composePushDigest([first], { page, appName: 'Help desk', digest: 'rule1 ben' }).topic).not.toBe(push.topic)
  })

  it('is cut to what push services take, whatever its text, and never fails', () => {
    fc.assert(fc.property(anyText(200), anyText(4_000), anyPriority, (title, body, priority) => {
      const { payload } = composePush({ id: 'n1', title, body, priority }, page)
      expect(pushPayloadSchema.parse(payload)).toEqual(payload)
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(PUSH_PAYLOAD_BYTES)
      expect(payload.body).not.toMatch(/\p{Surrogate}/u)
    }), { numRuns: 60 })
  })

  it('keeps all of a text that fits, and the beginning of one that does not', () => {
    const body = 'é'.repeat(4_000)
    const { payload } = composePush({ ...notice, body }, page)
    expect(payload.title).toBe(notice.title)
    expect(payload.body).toMatch(/^é{1800,}…$/)
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeGreaterThan(PUSH_PAYLOAD_BYTES - 8)
  })
})

describe('a mail', () => {
  it('has the title as its subject, and says the same as plain text and as HTML', () => {
    const { subject, text, html } = composeMail([notice], frame)
    expect(subject).toBe('Printer is on fire')
    expect(text).toBe('High priority: Printer is on fire\n21 Nov 2026, 20:00 (UTC)\n\nThird floor.\nBring water.\n\nOpen: https://halley.example/a/helpdesk?notice=n1\n\n--\nYou get this mail because Help desk notifies you.\nChoose what you are notified of, and how: https://halley.example/a/helpdesk?notices=settings\n')
    for (const part of ['Printer is on fire', 'Third floor.<br>Bring water.', 'href="https://halley.example/a/helpdesk?notice=n1"', 'href="https://halley.example/a/helpdesk?notices=settings"', 'prefers-color-scheme:dark']) expect(html).toContain(part)
  })

  it('gives times in the zone that is asked for, and in UTC where nobody knows the zone', () => {
    expect(composeMail([notice], { ...frame, timeZone: 'Europe/Amsterdam' }).text).toContain('21 Nov 2026, 21:00 (Europe/Amsterdam)')
    expect(composeMail([notice], { ...frame, timeZone: 'Moon/Crater' }).text).toContain('20:00 (UTC)')
  })

  it('lets no title or body become HTML or another header', () => {
    const title = '<script>alert(1)</script>\r\nBcc: everybody@example.com'
    const { subject, text, html } = composeMail([{ ...notice, title, body: '<img src=x onerror=alert(1)> "&\u0000' }], { ...frame, appName: '<b>"Desk"</b>\nX: y' })
    expect(subject).toBe('<script>alert(1)</script> Bcc: everybody@example.com')
    expect(text).toContain('High priority: <script>alert(1)</script> Bcc: everybody@example.com\n')
    expect(html).not.toMatch(/<script|<img|<b>/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;&amp;')
  })

  it('never has a subject of more than one line, whatever the title', () => {
    fc.assert(fc.property(anyText(200), (title) => {
      const { subject, html } = composeMail([{ ...notice, title }], frame)
      // oxlint-disable-next-line no-control-regex -- none of them may be there
      expect(subject).not.toMatch(/[\0-\x1f\x7f\u2028\u2029]/)
      expect(html.match(/<[a-z!/]/g)).toEqual(composeMail([notice], frame).html.match(/<[a-z!/]/g))
    }), { numRuns: 60 })
  })

  it('of a digest lists its notifications, the newest first, and says where the rest is', () => {
    const notices = Array.from({ length: MAIL_NOTICES + 3 }, (_, index) => ({ ...notice, title: `Ticket ${index}.` }))
    const [first, ...others] = notices
    if (first === undefined) throw new Error('There are many.')
    const { subject, text, html } = composeMail([first, ...others], frame)
    expect(subject).toBe('53 notifications from Help desk')
    expect(text.indexOf('Ticket 52.')).toBeLessThan(text.indexOf('Ticket 51.'))
    expect(text).toContain('And 3 more: https://halley.example/a/helpdesk?notices=inbox')
    expect([html.includes('Ticket 3.'), html.includes('Ticket 2.'), html.includes('And 3 more')]).toEqual([true, false, true])
  })
})
