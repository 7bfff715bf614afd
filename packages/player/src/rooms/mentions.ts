import type { RoomParticipant } from '@halley/protocol'

/** What is being typed after an `@`, and where that stands. */
export type Mention = { readonly start: number; readonly query: string }

/** How many are offered at once: what fits above a small composer. */
const OFFERED = 6

const before = /(?:^|[\s([{"'])@([\p{L}\p{N}_-]{0,40})$/u

/** The mention that the caret stands in; null when it stands in none. An address such as `ann@example.com` is none. */
export function mentionAt(text: string, caret: number): Mention | null {
  const query = before.exec(text.slice(0, caret))?.[1]
  return query === undefined ? null : { start: caret - query.length - 1, query }
}

/** Who may be meant, those whose handle begins so first. Nobody mentions themselves. */
export function mentioned(participants: readonly RoomParticipant[], query: string, me: string): RoomParticipant[] {
  const wanted = query.toLocaleLowerCase('en')
  const rank = ({ handle, name }: RoomParticipant): number => {
    if (handle.toLocaleLowerCase('en').startsWith(wanted)) return 0
    return name.toLocaleLowerCase('en').split(/\s+/u).some((word) => word.startsWith(wanted)) ? 1 : 2
  }
  return participants
    .filter((participant) => participant.id !== me && rank(participant) < 2)
    .toSorted((left, right) => rank(left) - rank(right) || Number(right.type === 'agent') - Number(left.type === 'agent') || left.name.localeCompare(right.name))
    .slice(0, OFFERED)
}

/** The text with the mention written out, and where the caret stands then. */
export function withMention(text: string, caret: number, { start }: Mention, handle: string): { readonly text: string; readonly caret: number } {
  const rest = text.slice(caret)
  const written = `@${handle}${rest.startsWith(' ') ? '' : ' '}`
  return { text: text.slice(0, start) + written + rest, caret: start + handle.length + 2 }
}

/** Tells by the ids that a message mentions what may stand behind an `@` in it: their names and handles, one in each line. */
export function mentionNames(participants: readonly RoomParticipant[]): (ids: readonly string[]) => string {
  const byId = new Map(participants.map(({ id, name, handle }) => [id, `${name}\n${handle}`]))
  return (ids) => ids.flatMap((id) => byId.get(id) ?? []).join('\n')
}
