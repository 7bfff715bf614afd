import type { Value } from '@halley/model'

type Sample = Readonly<Record<string, Value>>

/** `Ticket.priority == "high"`, in brackets or not; or a yes or no as it is: `Ticket.isUrgent`, `!Ticket.isUrgent`. */
const EQUALS = /^\(?\s*(\w+)\.(\w+)\s*==\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)\s*\)?$/
const YES_OR_NO = /^\(?\s*(!?)\s*(\w+)\.(\w+)\s*\)?$/

/**
 * Samples of a message for which a condition may hold: each side of an *or* gives one, with the values that it asks for by `==`. Asks
 * nothing of what it cannot read, so whether the condition holds is for the expression language to say.
 */
export function samplesFor(sample: Sample, condition: string): readonly Sample[] {
  return [sample, ...condition.split('||').map((side) => side.split('&&').reduce(withAsked, sample))]
}

function withAsked(sample: Sample, asked: string): Sample {
  const equals = EQUALS.exec(asked.trim())
  if (equals !== null) return withValue(sample, equals[1], equals[2], literal(equals[3] ?? ''))
  const yesOrNo = YES_OR_NO.exec(asked.trim())
  return yesOrNo === null ? sample : withValue(sample, yesOrNo[2], yesOrNo[3], yesOrNo[1] === '')
}

/** The sample with another value of a member that its message has. */
function withValue(sample: Sample, root = '', member = '', value: Value | undefined): Sample {
  // What is known of the event itself is said by the pattern.
  if (root === 'event') return sample
  const record = Object.hasOwn(sample, root) ? sample[root] : undefined
  if (value === undefined || typeof record !== 'object' || record === null || Array.isArray(record) || !Object.hasOwn(record, member)) return sample
  return { ...sample, [root]: { ...record, [member]: value } }
}

/** What a literal of an expression stands for, where JSON writes it the same. */
function literal(source: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(source)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
  } catch {
    // An escape that JSON does not have: then this part is left as it is.
    return undefined
  }
}
