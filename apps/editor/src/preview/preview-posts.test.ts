import type { PreviewPost } from '@halley/protocol'
import { expect, test } from 'vitest'
import { withPolicy } from './mail-frame.tsx'
import { mailsTo } from './mailbox.tsx'
import { shownPushes } from './phone-screen.tsx'
import { keptText } from './post-words.ts'
import { afterPost, afterReach, reachOf, type ReachState } from './reach-store.ts'

const nothing: ReachState = { reaches: {}, posts: [] }
const push = (id: string, tag: string, personaId = 'officer'): PreviewPost => ({ id, at: '2026-11-21T20:00:00Z', personaId, noticeId: `n-${id}`, post: { type: 'push', urgency: 'high', ttlSeconds: 60, payload: { noticeId: `n-${id}`, title: id, body: '', url: '/a/desk', tag, priority: 'high' } } })
const mail = (id: string, personaId = 'officer'): PreviewPost => ({ id, at: '2026-11-21T20:00:00Z', personaId, noticeId: `n-${id}`, post: { type: 'email', from: 'desk@example.com', to: 'officer@example.com', subject: id, text: '', html: '' } })

test('a persona is online until somebody says otherwise, and nobody in particular always is', () => {
  const away = afterReach(nothing, { personaId: 'officer', reach: 'push' })
  expect([reachOf(nothing, 'officer'), reachOf(away, 'officer'), reachOf(away, 'customer'), reachOf(away, null)]).toEqual(['online', 'push', 'online', 'online'])
  expect(afterReach(away, { personaId: 'officer', reach: 'online' })).toEqual(nothing)
})

test('a post that comes again takes the place of the earlier one, and only the newest are kept', () => {
  const twice = afterPost(afterPost(nothing, mail('a')), { ...mail('a'), noticeId: 'other' })
  expect(twice.posts).toMatchObject([{ id: 'a', noticeId: 'other' }])
  const many = Array.from({ length: 60 }, (_, index) => mail(`m${index}`)).reduce(afterPost, nothing)
  expect([many.posts.length, many.posts[0]?.id]).toEqual([50, 'm10'])
})

test('a phone shows the newest push of each tag first, and a mailbox the newest mail, of one persona', () => {
  const posts = [push('a', 't1'), push('b', 't2'), mail('m'), push('c', 't1'), push('d', 't1', 'customer'), mail('n')]
  expect(shownPushes(posts, 'officer').map(({ id }) => id)).toEqual(['c', 'b'])
  expect(mailsTo(posts, 'officer').map(({ id }) => id)).toEqual(['n', 'm'])
})

test('the HTML of a mail is shown under a policy that lets it load nothing', () => {
  expect(withPolicy('<html><head><title>$&</title></head></html>')).toMatch(/^<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'[^>]*><title>\$&<\/title>/)
  expect(withPolicy('<b>x</b>')).toMatch(/^<meta http-equiv="Content-Security-Policy"/)
})

test('how long a push is kept is said in the largest whole unit', () => {
  expect([keptText(259_200), keptText(86_400), keptText(43_200), keptText(90), keptText(60)]).toEqual(['3 days', '1 day', '12 hours', '90 seconds', '1 minute'])
})
