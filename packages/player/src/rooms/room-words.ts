import type { RoomMessage, RoomParticipant } from '@halley/protocol'

const DAY_MS = 24 * 3_600_000
/** Characters that are read aloud of a message: who wants more goes to it. */
const SPOKEN = 300

/** A day as people call it: Today, Yesterday, Monday, 3 March, or with its year. */
export function dayWords(at: string, nowMs: number): string {
  const day = new Date(at)
  if (day.toDateString() === new Date(nowMs).toDateString()) return 'Today'
  if (day.toDateString() === new Date(nowMs - DAY_MS).toDateString()) return 'Yesterday'
  const isThisYear = day.getFullYear() === new Date(nowMs).getFullYear()
  return day.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) })
}

/** The time of the day, such as 14:05. */
export function timeWords(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** The whole time, for who points at it. */
export function exactTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })
}

/** "Ada is typing…", "Ada and Ben are typing…", "Several people are typing…"; empty when nobody is. */
export function typingWords(participants: readonly RoomParticipant[], me: string): string {
  const names = participants.filter(({ id, isTyping }) => isTyping && id !== me).map(({ name }) => name)
  if (names.length === 0) return ''
  if (names.length === 1) return `${names[0]} is typing…`
  return names.length === 2 ? `${names[0]} and ${names[1]} are typing…` : 'Several people are typing…'
}

/** How far somebody has read, of a room whose newest message is `lastSeq`. */
export function readWords({ readTo }: Pick<RoomParticipant, 'readTo'>, lastSeq: number): string {
  const behind = lastSeq - readTo
  return behind <= 0 ? 'read all' : readTo === 0 ? 'read nothing' : `${behind.toLocaleString('en')} behind`
}

/** What stands below an answer that did not come to its end, or in place of one that never began: "Stopped by Ann." */
export function answerWords(state: 'cancelled' | 'failed', reason: string | null, hasBegun: boolean): string {
  if (state === 'failed') return `${hasBegun ? 'It broke off' : 'No answer'}${reason === null ? '.' : `: ${reason}`}`
  return reason === null ? 'Stopped before its end.' : `${reason.charAt(0).toUpperCase()}${reason.slice(1).replace(/\.$/, '')}.`
}

/** What a screen reader is told when a room changes from one list of messages to the next: whole messages of others, and that an answer began. Not each word of it. */
export function announcement(before: readonly RoomMessage[], after: readonly RoomMessage[], me: string): string {
  const last = before.at(-1)?.seq ?? 0
  const wasRunning = new Set(before.filter(({ state }) => state === 'running').map(({ id }) => id))
  const news = after.filter(({ seq, id, author, state }) => author.id !== me && (seq > last || (wasRunning.has(id) && state !== 'running')))
  const newest = news.at(-1)
  if (newest === undefined) return ''
  const words = newest.state === 'running' ? `${newest.author.name} is answering.` : `${newest.author.name}: ${newest.text.length > SPOKEN ? `${newest.text.slice(0, SPOKEN)}…` : newest.text}`
  return news.length === 1 ? words : `${news.length} new messages. ${words}`
}
