/** A repeatable stream of whole numbers below a bound, so that every peer gets the same patterns and topics. */
export function createDice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39)
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below
  }
}

const ORG = 'org_123'

interface Names {
  readonly app: string
  readonly channel: string
  readonly message: string
  readonly key: string
}

/** Names out of a world that grows with the subscriptions, as a platform's does: 20 channels per app, 10 messages, many keys. */
function drawNames(dice: (below: number) => number, count: number): Names {
  const apps = Math.max(5, Math.round(count / 1_000))
  return { app: `app_${dice(apps)}`, channel: `conversations_${dice(20)}`, message: `message_posted_${dice(10)}`, key: `conv_${dice(Math.max(100, count / 10))}` }
}

/** `count` subscriptions, half of them with wildcards in five forms in turn. */
export function drawPatterns(count: number): string[] {
  const dice = createDice(1)
  const patterns = Array.from({ length: count }, (_, index) => {
    const { app, channel, message, key } = drawNames(dice, count)
    if (index % 2 === 0) return `events.${ORG}.${app}.${channel}.${message}.${key}`
    const forms = [`events.${ORG}.${app}.${channel}.${message}.*`, `events.${ORG}.${app}.${channel}.*.${key}`, `events.${ORG}.*.*.${message}.${key}`, `events.${ORG}.${app}.${channel}.>`, `events.${ORG}.${app}.*.*.${key}`]
    return forms[((index - 1) / 2) % forms.length] ?? ''
  })
  return asReceived(patterns)
}

/** `topicCount` different topics out of the same world as `patternCount` subscriptions. */
export function drawTopics(topicCount: number, patternCount: number): string[] {
  const dice = createDice(2)
  const topics = new Set<string>()
  while (topics.size < topicCount) {
    const { app, channel, message, key } = drawNames(dice, patternCount)
    topics.add(`events.${ORG}.${app}.${channel}.${message}.${key}`)
  }
  return asReceived([...topics])
}

/** Texts as they arrive over a socket: parsed, each in one piece in memory and sharing nothing with another. */
function asReceived(texts: readonly string[]): string[] {
  const parsed: unknown = JSON.parse(JSON.stringify(texts))
  if (!Array.isArray(parsed)) throw new Error('The texts did not survive JSON.')
  return parsed.map(String)
}
