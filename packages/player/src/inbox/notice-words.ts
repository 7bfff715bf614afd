import { LIMITS } from '@halley/model'
import type { Notice } from '@halley/protocol'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long ago something was: "just now", "5 min ago", "3 h ago", "2 days ago", then its day. */
export function agoWords(at: string, nowMs: number): string {
  const passedMs = nowMs - Date.parse(at)
  if (passedMs < MINUTE_MS) return 'just now'
  if (passedMs < HOUR_MS) return `${Math.floor(passedMs / MINUTE_MS)} min ago`
  if (passedMs < DAY_MS) return `${Math.floor(passedMs / HOUR_MS)} h ago`
  const days = Math.floor(passedMs / DAY_MS)
  if (days < 7) return days === 1 ? 'yesterday' : `${days} days ago`
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** What stands beside a notification of this priority; empty for those that need no mark. */
export function priorityWords(priority: Notice['priority']): string {
  switch (priority) {
    case 'critical':
      return 'Critical'
    case 'high':
      return 'High'
    case 'normal':
    case 'low':
      return ''
  }
}

/** The number on the bell. */
export function countWords(unread: number): string {
  return unread > 99 ? '99+' : String(unread)
}

/** The toast for what came in quiet hours. Those that were counted are one page at most. */
export function afterQuietWords(count: number): string {
  return count >= LIMITS.inboxPage ? 'Many notifications came in while it was quiet.' : `${count} notifications came in while it was quiet.`
}
