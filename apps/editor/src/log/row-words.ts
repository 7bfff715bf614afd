import type { Project } from '@halley/model'
import type { LogRow, SessionLabel } from '@halley/protocol'
import { outcomeWords } from './outcome-words.ts'

/** A log row in the words of its columns. */
export type RowWords = {
  readonly time: string
  readonly channel: string
  readonly key: string
  readonly message: string
  readonly hue: number | null
  readonly from: string
  /** "Escalation officer: delivered, 3 ms"; for screen readers and search. */
  readonly receivers: string
  /** Milliseconds of the slowest receiver; null while none is known. */
  readonly latencyMs: number | null
  /** Was it only for those who came later? */
  readonly isLate: boolean
}

const two = (part: number) => String(part).padStart(2, '0')

/** Local time to the millisecond: "14:03:07.012". */
export function timeText(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** "Customer", or "Customer (published)" where it is one of the published app. */
export function sessionText(session: SessionLabel | null): string {
  if (session === null) return 'outside'
  return session.environment === 'published' ? `${session.persona} (published)` : session.persona
}

/** Puts a row into words. Names come from the project as it is now; what is gone keeps its name in the topic. */
export function rowWords(row: LogRow, project: Project): RowWords {
  const base = { time: timeText(row.at), from: sessionText(row.session) }
  if (row.message === null) return { ...base, channel: '', key: '', message: '', hue: null, receivers: '', latencyMs: null, isLate: false }
  const { channelId, messageId, key, receivers, topic } = row.message
  const [, , , channelToken = '', messageToken = ''] = topic.split('.')
  const latencies = receivers.flatMap((receiver) => (receiver.latencyMs === null ? [] : [receiver.latencyMs]))
  const message = project.messages[messageId]
  return {
    ...base,
    channel: project.channels[channelId]?.name ?? channelToken,
    key: key ?? '',
    message: message?.name ?? messageToken,
    hue: message?.hue ?? null,
    receivers: receivers.map((receiver) => `${sessionText(receiver.session)}: ${outcomeWords[receiver.outcome].short}, ${receiver.response}`).join('; '),
    latencyMs: latencies.length === 0 ? null : Math.max(...latencies),
    isLate: latencies.length === 0 && receivers.some(({ late }) => late === true),
  }
}

/** "3 ms", "1.2 s". */
export function latencyText(latencyMs: number): string {
  if (latencyMs < 1) return '<1 ms'
  return latencyMs < 1_000 ? `${Math.round(latencyMs)} ms` : `${(latencyMs / 1_000).toFixed(1)} s`
}

/** What a row says of a message that was sent with Security: "Encrypted, 312 bytes of ciphertext". */
export function encryptedText(sizeBytes: number): string {
  return `Encrypted, ${sizeText(sizeBytes)} of ciphertext`
}

/** "12 bytes", "1.4 KiB". */
export function sizeText(sizeBytes: number): string {
  return sizeBytes < 1_024 ? `${sizeBytes.toLocaleString('en')} bytes` : `${(sizeBytes / 1_024).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} KiB`
}
