import { inOrder, type Project } from '@halley/model'
import { z } from 'zod'

/** The places of the preview: 1 to 4. */
export const slots = [1, 2, 3, 4] as const
export type Slot = (typeof slots)[number]
/** Who stands in a place. A null persona is somebody without a name or roles. */
export type Seat = { readonly slot: Slot; readonly personaId: string | null }

/** Who is there when nothing is remembered: the first two personas, side by side. */
export function firstSeats(project: Project): Seat[] {
  const personas = inOrder(project.personas)
  return [
    { slot: 1, personaId: personas[0]?.id ?? null },
    { slot: 2, personaId: (personas[1] ?? personas[0])?.id ?? null },
  ]
}

const seatsSchema = z.array(z.object({ slot: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]), personaId: z.string().nullable() })).min(1).max(4)

/** Reads remembered places; those whose persona is gone, or that name a place twice, are left out. */
export function readSeats(text: string | null, project: Project): Seat[] {
  let json: unknown = null
  try {
    json = text === null ? null : JSON.parse(text)
  } catch {
    // Cut off or somebody else's: the first places are a good start.
    return firstSeats(project)
  }
  const parsed = seatsSchema.safeParse(json)
  if (!parsed.success) return firstSeats(project)
  const seats = parsed.data.filter(({ slot, personaId }, index, all) =>
    (personaId === null || project.personas[personaId] !== undefined) && all.findIndex((other) => other.slot === slot) === index)
  return seats.length === 0 ? firstSeats(project) : seats.toSorted((left, right) => left.slot - right.slot)
}

/** The seat that comes next: the lowest free place, for the first persona that is not there yet. Undefined when all are taken. */
export function nextSeat(project: Project, seats: readonly Seat[]): Seat | undefined {
  const slot = slots.find((candidate) => !seats.some((seat) => seat.slot === candidate))
  if (slot === undefined) return undefined
  const personas = inOrder(project.personas)
  const persona = personas.find(({ id }) => !seats.some((seat) => seat.personaId === id)) ?? personas[0]
  return { slot, personaId: persona?.id ?? null }
}

/**
 * Which places personas take that are new in the project: the guests' places, in order. A place whose persona is gone is
 * a guest's too; one where somebody chose a guest is not free.
 */
export function newcomersTo(project: Project, knownPersonaIds: ReadonlySet<string>, seats: readonly (Seat & { readonly isGuestByChoice: boolean })[]): Seat[] {
  const free = seats.filter(({ personaId, isGuestByChoice }) => !isGuestByChoice && project.personas[personaId ?? ''] === undefined)
  const newcomers = inOrder(project.personas).filter(({ id }) => !knownPersonaIds.has(id) && !seats.some((seat) => seat.personaId === id))
  return free.slice(0, newcomers.length).map(({ slot }, at) => ({ slot, personaId: newcomers[at]?.id ?? null }))
}

/**
 * Where each place starts when a flow is run: everybody at home when the flow is somebody's home (each then plays their
 * part), else the first place at the flow and the others at home. Null is home.
 */
export function startFlows(project: Project, seats: readonly Seat[], flowId: string | null): ReadonlyMap<Slot, string | null> {
  const isSomebodysHome = flowId === null || flowId === project.settings.homeFlowId || Object.values(project.personas).some((persona) => persona.homeFlowId === flowId)
  return new Map(seats.map(({ slot }, index) => [slot, isSomebodysHome || index > 0 ? null : flowId]))
}
