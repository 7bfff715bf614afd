import { covers, type BusEvent } from '@halley/bus'
import { ROOM_MESSAGE_TOKEN } from '@halley/engine'
import type { WireError } from '@halley/protocol'
import { findChannel, findTopicRoles, type ModelPlaces } from '../sessions/find-topic-model.ts'
import { roleList } from '../sessions/publish-message.ts'
import { draftIdOf } from '../sessions/topic-names.ts'

/** Tokens of a topic that name its channel: family, org, app and channel. */
const CHANNEL_TOKENS = 4

/** Sets of roles whose connections are known to accept the same; those of more sets are told apart only. */
const MAX_ROLE_SETS = 1_000

/** What somebody with roles in modelled apps may listen to, beside what their patterns say. */
export type ChannelListening = {
  /** Why patterns may not be subscribed to: one names a channel or room that is closed to these roles. A wildcard is fine; it is the events that are left out. */
  problemOf(patterns: readonly string[]): Promise<WireError | undefined>
  /** Asked at each event, with the model as it is then. One function for all with the same roles: by it the bus knows that they accept the same. */
  accepts(event: AskedEvent): boolean
}

/** What is asked about an event: its topic, and whether it was a message of an app, which all have a trace. */
type AskedEvent = Pick<BusEvent, 'subject' | 'traceparent'>

/** Makes what tells who may listen where. The channel of an event is looked up once for all who ask of it in turn. */
export function createChannelListening(places: ModelPlaces): (appRoles: readonly string[], granted: readonly string[]) => ChannelListening {
  let asked: AskedEvent | null = null
  let rolesAsked: readonly string[] | null = null
  const rolesAt = (event: AskedEvent): readonly string[] | null => {
    if (asked === event) return rolesAsked
    asked = event
    rolesAsked = rolesOf(event, places)
    // A replay gives the same event much later, when the model may say something else.
    queueMicrotask(() => {
      if (asked === event) asked = null
    })
    return rolesAsked
  }
  const acceptsByRoles = new Map<string, ChannelListening['accepts']>()
  const acceptsOf = (appRoles: readonly string[]): ChannelListening['accepts'] => {
    const key = JSON.stringify(appRoles.toSorted())
    const known = acceptsByRoles.get(key)
    if (known !== undefined) return known
    const accepts: ChannelListening['accepts'] = (event) => {
      const roles = rolesAt(event)
      return roles !== null && isOpen(roles, appRoles)
    }
    const [oldest] = acceptsByRoles.keys()
    if (acceptsByRoles.size >= MAX_ROLE_SETS && oldest !== undefined) acceptsByRoles.delete(oldest)
    acceptsByRoles.set(key, accepts)
    return accepts
  }
  return (appRoles, granted) => ({
    problemOf: async (patterns) => {
      for (const pattern of patterns) {
        const tokens = pattern.split('.').slice(0, CHANNEL_TOKENS)
        // What is not granted is refused for that, and nothing is opened for it.
        if (tokens.length < CHANNEL_TOKENS || tokens.some((token) => token === '*' || token === '>') || !granted.some((one) => covers(one, pattern))) continue
        const found = await findChannel(tokens.join('.'), places)
        if (found === null) continue
        const { name, roles } = 'channel' in found ? { name: found.channel.name, roles: found.channel.listenRoles } : roomOf(pattern, places)
        if (!isOpen(roles, appRoles)) return closedTo(name, roles, appRoles)
      }
      return undefined
    },
    accepts: acceptsOf(appRoles),
  })
}

/** The roles that the channel or room of a topic is for, none for everybody; null when it cannot be said now, and so for nobody who needs a role. */
function rolesOf({ subject: topic, traceparent }: AskedEvent, places: ModelPlaces): readonly string[] | null {
  const roles = findTopicRoles(topic, places)
  if (roles !== undefined) return roles
  // The app is no longer published, or its channel has gone or has another name: it may have been for few.
  if (traceparent !== undefined) return null
  const draftId = draftIdOf(topic.split('.')[2] ?? '')
  // Of a draft that nobody has open: what was sent in it may have been for few.
  return draftId !== undefined && places.sessions.find(draftId) === undefined ? null : []
}

/** The room whose posts a pattern names, which is for everybody when there is none. */
function roomOf(pattern: string, places: ModelPlaces): { readonly name: string; readonly roles: readonly string[] } {
  const tokens = pattern.split('.').slice(0, CHANNEL_TOKENS + 1)
  const roles = tokens[CHANNEL_TOKENS] === ROOM_MESSAGE_TOKEN ? (findTopicRoles(tokens.join('.'), places) ?? []) : []
  return { name: tokens[CHANNEL_TOKENS - 1] ?? '', roles }
}

/** Says that a channel or room is closed to somebody with these roles. */
export function closedTo(name: string, listenRoles: readonly string[], appRoles: readonly string[]): WireError {
  return { code: 'forbidden', message: `Nobody listens on "${name}" without the role ${roleList(listenRoles)}, and this identity has ${appRoles.length === 0 ? 'none' : roleList(appRoles)}.` }
}

/** May somebody with these roles listen? */
export function isOpen(listenRoles: readonly string[], appRoles: readonly string[]): boolean {
  return listenRoles.length === 0 || listenRoles.some((role) => appRoles.includes(role))
}
