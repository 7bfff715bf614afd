import type { InboxNow } from '@halley/client'
import { LIMITS } from '@halley/model'
import type { Notice } from '@halley/protocol'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { ShownClient } from '../shown-client.ts'
import { InboxBell } from './inbox-bell.tsx'
import { InboxList } from './inbox-list.tsx'
import { noticeAddress } from './notice-address.ts'
import { NoticeToasts, shownToasts } from './notice-toasts.tsx'
import { afterQuietWords, agoWords, countWords } from './notice-words.ts'
import { stillInbox } from './still-inbox.ts'

const notice = (id: string, part: Partial<Notice> = {}): Notice => ({ id, source: 'Escalation', priority: 'normal', title: `Title ${id}`, body: 'Floor 3', at: '2026-11-21T10:00:00.000Z', readAt: null, link: { type: 'app' }, ...part })
const client = (now: Partial<InboxNow>): ShownClient => stillInbox(now)
const list = (now: Partial<InboxNow>, most = 20) => renderToStaticMarkup(<InboxList client={client(now)} emptyText="Nothing new." most={most} />)

describe('The bell', () => {
  it('is not there where the app does not notify', () => {
    expect(renderToStaticMarkup(<InboxBell client={client({ hasInbox: false })} />)).toBe('')
  })

  it('says how many are unread, and whose they are', () => {
    expect(renderToStaticMarkup(<InboxBell client={client({ unread: 3 })} label="Officer" />)).toContain('aria-label="Notifications of Officer, 3 unread"')
    expect(renderToStaticMarkup(<InboxBell client={client({})} />)).toContain('aria-label="Notifications, none unread"')
    expect([countWords(99), countWords(100)]).toEqual(['99', '99+'])
  })

  it('offers settings only where there are some', () => {
    expect(renderToStaticMarkup(<InboxBell client={client({})} />)).not.toContain('Notification settings')
    expect(renderToStaticMarkup(<InboxBell client={client({})} onSettings={() => {}} />)).toContain('aria-label="Notification settings"')
  })
})

describe('The inbox', () => {
  it('has a row for each notification: how urgent, from where, what, and whether it was read', () => {
    const html = list({ notices: [notice('1', { priority: 'critical' }), notice('2', { readAt: '2026-11-21T10:00:00.000Z' })] })
    expect(html.match(/<li /g)).toHaveLength(2)
    expect(html.match(/>Unread</g)).toHaveLength(1)
    expect(html).toMatch(/data-priority="critical"><svg[^>]*aria-hidden="true".*Critical/)
    expect(html).toContain('aria-label="Dismiss Title 1"')
  })

  it('what it says is text, never HTML', () => {
    expect(list({ notices: [notice('1', { title: '<img src=x>', body: '<script>alert(1)</script>' })] })).not.toMatch(/<img|<script/)
  })

  it('an address is a link in a tab of its own; one that may not be followed is none', () => {
    const html = (url: string) => list({ notices: [notice('1', { link: { type: 'address', url } })] })
    expect(html('https://example.com/a')).toContain('href="https://example.com/a" target="_blank" rel="noopener noreferrer"')
    expect(html('javascript:alert(1)')).not.toContain('href')
  })

  it('shows so many at first, and offers earlier ones', () => {
    const notices = ['1', '2', '3'].map((id) => notice(id))
    expect(list({ notices }, 2).match(/<li /g)).toHaveLength(2)
    expect(list({ notices }, 2)).toContain('>Earlier<')
    expect(list({ notices }, 3)).not.toContain('>Earlier<')
    expect(list({ notices, more: true }, 3)).toContain('>Earlier<')
  })

  it('that is empty, not read yet, or cannot be read says which of it', () => {
    expect(list({})).toContain('Nothing new.')
    expect(list({ loading: 'first' })).toContain('Looking for notifications…')
    expect(list({ loading: 'none', problem: 'The disk is full.' })).toMatch(/role="alert">The disk is full\. <button[^>]*>Try again/)
  })
})

describe('Toasts', () => {
  it('are no more than fit, the critical ones and then the newest', () => {
    const toasts = [notice('a', { priority: 'critical' }), ...Array.from({ length: LIMITS.toasts }, (_, at) => notice(String(at)))]
    expect([...shownToasts(toasts)]).toEqual([...toasts.slice(2).map(({ id }) => id), 'a'])
    expect(renderToStaticMarkup(<NoticeToasts client={client({ toasts })} />)).toContain('1 more')
  })
})

describe('What came in quiet hours', () => {
  it('is one toast that says how many there are', () => {
    expect(renderToStaticMarkup(<NoticeToasts client={stillInbox({ afterQuiet: 3 })} />)).toContain('3 notifications came in while it was quiet.')
    expect(renderToStaticMarkup(<NoticeToasts client={stillInbox({})} />)).not.toContain('quiet')
    expect(afterQuietWords(LIMITS.inboxPage)).toBe('Many notifications came in while it was quiet.')
  })
})

describe('How long ago', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z')
  it.each([[20_000, 'just now'], [60_000, '1 min ago'], [3 * 3_600_000, '3 h ago'], [24 * 3_600_000, 'yesterday'], [6 * 24 * 3_600_000, '6 days ago'], [30 * 24 * 3_600_000, '22 Oct 2026']])('%d ms is %s', (passed, words) => {
    expect(agoWords(new Date(now - passed).toISOString(), now)).toBe(words)
  })
})

describe('Where a notification may lead', () => {
  const page = 'https://halley.example/a/desk'
  it.each([['https://example.com/x?y', 'https://example.com/x?y'], ['http://example.com', 'http://example.com/'], ['/a/desk?notice=1', 'https://halley.example/a/desk?notice=1']])('%s leads to %s', (url, address) => {
    expect(noticeAddress(url, page)).toBe(address)
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:ann@example.com', '//elsewhere.example', '/\\elsewhere.example', 'desk', ''])('%s leads nowhere', (url) => {
    expect(noticeAddress(url, page)).toBeNull()
  })
})
