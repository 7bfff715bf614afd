import { isTopic } from '@halley/bus'
import { LIMITS, type Channel, type Value } from '@halley/model'
import type { EventsPushes, EventsRequests, PresenceMember, PushOf, Refusal, ReplyOf, RequestOf, WireError } from '@halley/protocol'
import { grantProblem, type EventGrant } from '../realtime/event-grants.ts'
import { isOpen } from '../realtime/channel-listening.ts'
import type { ListeningChange } from '../realtime/listening-changes.ts'
import { refuse } from '../realtime/serve-requests.ts'
import { hasRole, roleList } from '../sessions/publish-message.ts'
import { keyToToken } from '../sessions/topic-names.ts'
import type { Member, MemberSeen } from './channel-members.ts'
import type { PresenceHold, PresenceHub, PresencePlace } from './presence-hub.ts'
import type { PresenceChange, PresenceSnapshot } from './presence-view.ts'
import { presenceId } from './session-presence.ts'

type Request = RequestOf<EventsRequests, 'presence'>
type Reply = ReplyOf<EventsRequests, 'presence'>
type Push = PushOf<EventsPushes, 'presence'>

export type ProgramPresenceSurroundings = {
  readonly hub: PresenceHub
  readonly grant: EventGrant
  /** How the program calls itself over its reconnections, or anything that only this connection has. */
  readonly client: string
  /** Finds the channel that topics begin with; null when it is not here. */
  readonly findChannel: (channel: string) => Promise<{ readonly channel: Channel } | { readonly error: WireError } | null>
  readonly push: (push: Push) => void
  /** Is so much waiting for the program that it is told of changes later, and then of all at once? */
  readonly isBehind: () => boolean
}

type Held = { hold: PresenceHold | null; /** What it was entered as last. */ member: Member | null; /** Was it taken out because the channel is for other roles now? It is there again when that changes. */ isOut: boolean; isWatched: boolean; readonly watch: ReturnType<PresenceHub['watch']>; /** Was it not told of something? */ isOwed: boolean; /** Was it told that it may no longer know? */ isClosedOut: boolean }

/** The presence of one connection of `/events`: where the program is, and where it looks. */
export class ProgramPresence {
  readonly #surroundings: ProgramPresenceSurroundings
  readonly #held = new Map<string, Held & { readonly place: PresencePlace }>()
  #isClosed = false

  constructor(surroundings: ProgramPresenceSurroundings) {
    this.#surroundings = surroundings
  }

  /** Carries a request out; the reply tells who is there now. */
  async answer(request: Request): Promise<Reply | Refusal> {
    const { channel, action, data = null } = request
    const key = request.key ?? null
    const place = { channel, key }
    const name = JSON.stringify([channel, key])
    const isGoing = (action === 'leave' || action === 'unwatch') && this.#held.has(name)
    // Whoever is there may go, whatever has changed meanwhile.
    const problem = isGoing ? undefined : await this.#problemOf(channel, key, data)
    if (problem !== undefined) return refuse(problem)
    if (this.#isClosed) return refuse({ code: 'unavailable', message: 'The connection has ended.' })
    const known = this.#held.get(name)
    if (known === undefined && action === 'update') return this.#notThere(place)
    if (known === undefined && this.#held.size >= LIMITS.presencePlaces) return refuse({ code: 'presence/too_many', message: `A connection is at ${LIMITS.presencePlaces} places at most; leave some first.`, limit: LIMITS.presencePlaces, value: this.#held.size })
    const held = known ?? this.#begin(name, place)
    // What is parsed is JSON that nobody changes.
    const member = this.#member(data as Value)
    // Who may ask again is there again; and who goes does not come back by itself.
    held.isOut = false
    switch (action) {
      case 'enter':
        held.member = member
        if (held.hold === null) held.hold = this.#surroundings.hub.enter(place, member)
        else held.hold.update(member)
        break
      case 'update':
        if (held.hold === null) return this.#notThere(place)
        held.member = member
        held.hold.update(member)
        break
      case 'leave':
        held.hold?.leave()
        held.hold = null
        break
      case 'watch':
      case 'unwatch':
        held.isWatched = action === 'watch'
        break
    }
    const { seq, count, members } = this.#whole(held)
    const me = held.hold === null ? null : member.id
    if (held.hold === null && !held.isWatched) this.#end(name, held)
    return { ok: true, seq, count, members: members?.map(memberOnWire) ?? null, me }
  }

  /** The program reads again: what it was not told is told at once, whole. */
  catchUp(): void {
    for (const held of this.#held.values()) if (held.isOwed && !this.#surroundings.isBehind() && this.#surroundings.grant.listening?.accepts({ subject: held.place.channel }) !== false) this.#tellWhole(held.place, held)
  }

  /** A channel is for other roles now: who may no longer listen there has left, and knows at once; who may again is there as before. */
  rolesChanged({ begin, roles }: ListeningChange): void {
    const { grant, hub, push } = this.#surroundings
    if (grant.appRoles === null) return
    const isOpenNow = isOpen(roles, grant.appRoles)
    for (const held of this.#held.values()) {
      const { channel, key } = held.place
      if (channel !== begin) continue
      if (!isOpenNow) {
        held.isOut ||= held.hold !== null
        held.hold?.leave()
        held.hold = null
        held.isOwed = true
        const isTold = held.isClosedOut
        held.isClosedOut = true
        // Brings the others up to date, too.
        const { seq } = held.watch.snapshot()
        if (!isTold) push({ channel, key, seq, count: 0, closed: true })
        continue
      }
      if (held.isOut && held.member !== null) held.hold = hub.enter(held.place, held.member)
      held.isOut = false
      if (held.isClosedOut && !this.#surroundings.isBehind()) this.#tellWhole(held.place, held)
    }
  }

  /** The connection is over: left on purpose, or by a right that has ended, or else lost, and then it has the grace to come back. */
  close(isLeft: boolean): void {
    this.#isClosed = true
    const isOver = isLeft || this.#hasRightEnded()
    for (const { hold, watch } of this.#held.values()) {
      if (isOver) hold?.leave()
      else hold?.lost()
      watch.end()
    }
    this.#held.clear()
  }

  #hasRightEnded(): boolean {
    const { grant, hub } = this.#surroundings
    return grant.wasCut?.() === true || (grant.expiresAt !== null && grant.expiresAt <= hub.nowMs)
  }

  #begin(name: string, place: PresencePlace): Held {
    const watch = this.#surroundings.hub.watch(place, (change) => this.#tell(place, held, change))
    const held = { place, hold: null, member: null, isOut: false, isWatched: false, watch, isOwed: false, isClosedOut: false }
    this.#held.set(name, held)
    return held
  }

  #end(name: string, { watch }: Held): void {
    this.#held.delete(name)
    watch.end()
  }

  #tell({ channel, key }: PresencePlace, held: Held, change: PresenceChange): void {
    // Closed to its roles since it asked: should it be opened again, the whole is told.
    if (this.#surroundings.grant.listening?.accepts({ subject: channel }) === false) {
      held.isOwed = true
      if (held.isClosedOut) return
      held.isClosedOut = true
      return this.#surroundings.push({ channel, key, seq: change.seq, count: 0, closed: true })
    }
    // Changes that nobody reads would fill the memory: one list will do, when it is read again.
    if (held.isOwed || this.#surroundings.isBehind()) {
      held.isOwed = true
      return
    }
    const { seq, count } = change
    if ('members' in change) return this.#surroundings.push({ channel, key, seq, count, members: change.members?.map(memberOnWire) ?? null })
    const { entered, updated, left } = change
    this.#surroundings.push({ channel, key, seq, count, ...(entered.length > 0 && { entered: entered.map(memberOnWire) }), ...(updated.length > 0 && { updated: updated.map(memberOnWire) }), ...(left.length > 0 && { left: [...left] }) })
  }

  #tellWhole({ channel, key }: PresencePlace, held: Held): void {
    const { seq, count, members } = this.#whole(held)
    this.#surroundings.push({ channel, key, seq, count, members: members?.map(memberOnWire) ?? null })
  }

  /** Everything, in place of the changes that led to it. */
  #whole(held: Held): PresenceSnapshot {
    held.isOwed = true
    const snapshot = held.watch.snapshot()
    held.isOwed = false
    held.isClosedOut = false
    return snapshot
  }

  #member(data: Value): Member {
    const { grant, client } = this.#surroundings
    return { id: presenceId(`program ${grant.org} ${grant.source} ${client}`), userId: grant.source, name: grant.name, roles: grant.appRoles ?? [], data }
  }

  #notThere({ channel }: PresencePlace): Refusal {
    return refuse({ code: 'presence/not_there', message: `This connection is not on ${channel}; send "enter" first.`, pointer: '/action' })
  }

  async #problemOf(channel: string, key: string | null, data: unknown): Promise<WireError | undefined> {
    const { grant, findChannel } = this.#surroundings
    const tokens = channel.split('.')
    if (!isTopic(channel) || tokens.length !== 4 || tokens[0] !== 'events') return { code: 'topic_invalid', message: `A channel is written events.{org}.{app}.{channel}, such as "events.${grant.org}.helpdesk.escalation"; its key goes into "key".`, pointer: '/channel' }
    const keyToken = key === null ? null : keyToToken(key)
    if (keyToken === undefined) return { code: 'topic_invalid', message: 'The key is too long for a topic: 64 letters and digits at most, others count three.', pointer: '/key' }
    const forbidden = grantProblem(grant.presence, `${channel}.${keyToken === null ? '>' : `*.${keyToken}`}`, 'be present on')
    if (forbidden !== undefined) return forbidden
    const sizeBytes = Buffer.byteLength(JSON.stringify(data))
    if (sizeBytes > LIMITS.presenceDataBytes) return { code: 'too_large', message: `The data has ${sizeBytes} bytes; the limit is ${LIMITS.presenceDataBytes}.`, limit: LIMITS.presenceDataBytes, value: sizeBytes, pointer: '/data' }
    const found = await findChannel(channel)
    if (found === null) return { code: 'topic_invalid', message: `No app of "${tokens[1] ?? ''}" that is called "${tokens[2] ?? ''}" runs here.`, token: tokens[2], tokenIndex: 2 }
    if ('error' in found) return found.error
    const { name, presence, keyName, listenRoles } = found.channel
    if (!presence) return { code: 'presence/off', message: `The channel "${name}" has no presence; switch it on in its properties.` }
    if (keyName === null && key !== null) return { code: 'topic_invalid', message: `The channel "${name}" has no key; leave it out.`, pointer: '/key' }
    if (grant.appRoles !== null && !hasRole({ id: grant.source, name: grant.name, roles: grant.appRoles }, listenRoles)) return { code: 'forbidden', message: `${grant.name} may not listen on "${name}"; it needs the role ${roleList(listenRoles)}.` }
    return undefined
  }
}

function memberOnWire({ id, userId, name, roles, sinceMs, keys, data }: MemberSeen): PresenceMember {
  // Session values are deeply readonly, the wire's JSON is not: the same values.
  return { id, userId, name, roles: [...roles], since: new Date(sinceMs).toISOString(), keys: [...keys], data: data as PresenceMember['data'] }
}
