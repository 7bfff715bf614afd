import { createHash } from 'node:crypto'
import type { ChannelPresence, PresentMember, SessionState, SessionUser } from '@halley/engine'
import { LIMITS, type Project } from '@halley/model'
import { hasRole } from '../sessions/publish-message.ts'
import { appToken, type RunsIn } from '../sessions/topic-names.ts'
import type { Member, MemberSeen } from './channel-members.ts'
import type { PresenceHold, PresenceHub, PresencePlace } from './presence-hub.ts'

/** What the engine's `presence` event carries. */
export type ChannelsSeen = { readonly [channel: string]: ChannelPresence | null }

export type SessionPresenceSurroundings = {
  readonly hub: PresenceHub
  readonly runsIn: RunsIn
  readonly sessionId: string
  /** A session that nobody looks at, such as the service, sees who is there and is not seen. */
  readonly isSeen: boolean
  /** Is told that there is something to take. */
  readonly changed: () => void
}

type Held = { hold: PresenceHold | null; readonly watch: ReturnType<PresenceHub['watch']> }
/** A channel of the model where the session listens, and at which keys; null is all of them. */
type Spot = { readonly channel: string; readonly name: string; readonly key: string | null }

/** One session's part in presence: it is a member wherever it listens and its client is there, and sees who else is. */
export class SessionPresence {
  readonly #surroundings: SessionPresenceSurroundings
  readonly #held = new Map<string, Held & Spot>()
  /** Technical names of channels of which the session does not know the newest. */
  readonly #stale = new Set<string>()
  #member: Member | null = null
  #isThere = false

  constructor(surroundings: SessionPresenceSurroundings) {
    this.#surroundings = surroundings
  }

  /** Follows what the session listens to now; called when it has come to rest. */
  follow(project: Project, { listeners, user, presence }: Pick<SessionState, 'listeners' | 'user' | 'presence'>): void {
    this.#member = memberOf(this.#surroundings.sessionId, user)
    const wanted = new Map(spotsOf(project, this.#surroundings.runsIn, { listeners, user }).map((spot) => [nameOf(spot), spot]))
    for (const [name, held] of this.#held) {
      if (!wanted.has(name)) this.#end(name, held)
      else if (this.#member !== null) held.hold?.update(this.#member)
    }
    for (const [name, spot] of wanted) if (!this.#held.has(name)) this.#begin(name, spot)
    const seen = new Set([...this.#held.values()].map((held) => held.name))
    // The state may have forgotten what it was told, or have it from before.
    for (const name of seen) if (!Object.hasOwn(presence, name)) this.#stale.add(name)
    for (const name of Object.keys(presence)) if (!seen.has(name)) this.#stale.add(name)
    if (this.#stale.size > 0) this.#surroundings.changed()
  }

  /** The client is there: the session is seen where it listens. */
  come(): void {
    this.#isThere = true
    for (const held of this.#held.values()) held.hold = this.#enter(held, held.hold)
  }

  /** The client's connection is lost; it has the grace to come back. */
  lost(): void {
    this.#isThere = false
    for (const { hold } of this.#held.values()) hold?.lost()
  }

  /** The client was cut by what it may no longer do: it has left, and comes back as anybody comes. */
  cut(): void {
    this.#isThere = false
    for (const { hold } of this.#held.values()) hold?.leave()
  }

  /** The session has ended, or begins anew. */
  leave(): void {
    for (const [name, held] of this.#held) this.#end(name, held)
    this.#stale.clear()
  }

  /** What the session does not know yet, as it is now; null when it knows everything. */
  take(): ChannelsSeen | null {
    if (this.#stale.size === 0) return null
    const names = [...this.#stale]
    this.#stale.clear()
    return Object.fromEntries(names.map((name) => [name, this.#seen(name)]))
  }

  #seen(name: string): ChannelPresence | null {
    const held = [...this.#held.values()].filter((one) => one.name === name)
    const whole = held.filter(({ key }) => key === null)
    const views = whole.length > 0 ? whole : held
    if (views.length === 0) return null
    const snapshots = views.map(({ watch }) => watch.snapshot())
    const [only] = snapshots
    if (only !== undefined && snapshots.length === 1) return { count: only.count, members: only.members?.map(presentMember) ?? null }
    const merged = new Map<string, PresentMember>()
    for (const { members, count } of snapshots) {
      // Who is at several keys is not known of those who are only counted: at least as many are there as at the fullest key.
      if (members === null) return { count: Math.max(...snapshots.map((one) => one.count), count), members: null }
      for (const member of members.map(presentMember)) {
        const before = merged.get(member.id)
        merged.set(member.id, before === undefined ? member : { ...member, since: before.since < member.since ? before.since : member.since, keys: [...before.keys, ...member.keys].toSorted() })
      }
    }
    const members = [...merged.values()].toSorted((a, b) => (a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? -1 : 1))
    return { count: members.length, members: members.length > LIMITS.presenceMembers ? null : members }
  }

  #begin(name: string, spot: Spot): void {
    const watch = this.#surroundings.hub.watch(spot, () => {
      this.#stale.add(spot.name)
      this.#surroundings.changed()
    })
    this.#held.set(name, { ...spot, watch, hold: this.#isThere ? this.#enter(spot, null) : null })
    this.#stale.add(spot.name)
  }

  #enter(place: PresencePlace, before: PresenceHold | null): PresenceHold | null {
    if (!this.#surroundings.isSeen || this.#member === null) return before
    const hold = this.#surroundings.hub.enter(place, this.#member)
    // Entered again first: whoever was there a moment ago has not left in between.
    before?.leave()
    return hold
  }

  #end(name: string, { hold, watch, name: channel }: Held & Spot): void {
    this.#held.delete(name)
    hold?.leave()
    watch.end()
    this.#stale.add(channel)
  }
}

/** The id under which somebody is seen: it stays the same while the session lasts, and tells nothing of it. */
export function presenceId(source: string): string {
  return `m-${createHash('sha256').update(source).digest('base64url').slice(0, 16)}`
}

function memberOf(sessionId: string, { id, name, roles }: SessionUser): Member {
  return { id: presenceId(`session ${sessionId} ${id}`), userId: id, name, roles, data: null }
}

function presentMember({ id, userId, name, sinceMs, keys }: MemberSeen): PresentMember {
  return { id, userId, name, since: new Date(sinceMs).toISOString(), keys }
}

/** Where a session is by its listeners: on channels that have presence, and on which its user may still listen. */
function spotsOf(project: Project, { org, environment }: RunsIn, { listeners, user }: Pick<SessionState, 'listeners' | 'user'>): Spot[] {
  return listeners.flatMap(({ channelId, key }) => {
    const channel = project.channels[channelId]
    if (channel?.presence !== true || !hasRole(user, channel.listenRoles)) return []
    return [{ channel: `events.${org}.${appToken(project, environment)}.${channel.technicalName}`, name: channel.technicalName, key }]
  })
}

function nameOf({ channel, key }: Spot): string {
  return JSON.stringify([channel, key])
}
