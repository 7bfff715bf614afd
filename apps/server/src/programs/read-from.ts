import { eventFromSchema, type EventFrom } from '@halley/protocol'
import { z } from 'zod'
import { readStreamId } from './stream-frames.ts'

/** The ways to say where a stream begins, as advice. */
export const FROM_FORMS = 'new, earliest, last:N, seq:N, time:2026-01-31T12:00:00Z, or resume:EPOCH:SEQ'

const momentSchema = z.iso.datetime({ offset: true })

/** Reads where a stream begins, such as `last:10`; undefined when it says nothing that is known. */
export function readFrom(text: string): EventFrom | undefined {
  const [type = '', ...rest] = text.split(':')
  const parsed = eventFromSchema.safeParse(asGiven(type, rest.length === 0 ? null : rest.join(':')))
  return parsed.success ? parsed.data : undefined
}

function asGiven(type: string, value: string | null): unknown {
  if (value === null) return { type }
  switch (type) {
    case 'last':
      return { type, count: numberOf(value) }
    case 'seq':
      return { type, seq: numberOf(value) }
    case 'time':
      return momentSchema.safeParse(value).success ? { type, timeMs: Date.parse(value) } : undefined
    case 'resume':
      return { type, ...readStreamId(value) }
    default:
      return undefined
  }
}

function numberOf(digits: string): number {
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN
}
