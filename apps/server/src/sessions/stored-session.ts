import { initialData, type SessionState } from '@halley/engine'
import { idSchema, type Project } from '@halley/model'
import { z } from 'zod'

/** The form in which sessions are kept. A session of another form is not resumed: its client starts anew. */
const FORMAT = 1

/** What is kept of a session beside its state. */
const keptSessionSchema = z.object({
  format: z.literal(FORMAT),
  personaId: idSchema.nullable(),
  slot: z.number().int().nullable(),
  /** The flow of a service session; null for a client's. */
  serviceFlowId: idSchema.nullable().default(null),
  /** Id of the person whose it is; null without accounts. */
  owner: z.string().nullable().default(null),
  /** They act as themselves, as `state.user` says. */
  isSelf: z.boolean().default(false),
  /** The place in the bus's log up to which the session has handled everything; null where it is not known. */
  position: z.object({ epoch: z.string(), seq: z.number().int().min(0) }).nullable().default(null),
  /** Messages of before it listened that waited still. */
  late: z.number().int().default(0),
  // Written by keepSession alone, in a format that is named above.
  state: z.custom<SessionState>((value) => typeof value === 'object' && value !== null && 'sessionId' in value && 'runs' in value),
})

export type KeptSession = z.infer<typeof keptSessionSchema>

/** The JSON that is kept of a session. */
export function keepSession(session: Omit<KeptSession, 'format'>): KeptSession {
  return { format: FORMAT, ...session }
}

/** Ids that a session may have given out after its state was kept; it goes on behind them, so that none is given twice. */
const IDS_PER_LIFE = 1_000_000

/** Reads what was kept; null when it is of another form. Data that the model has got since is at its default. */
export function readKeptSession(kept: unknown, project: Project): KeptSession | null {
  const parsed = keptSessionSchema.safeParse(kept)
  if (!parsed.success) return null
  const { state } = parsed.data
  return { ...parsed.data, state: { ...state, nextId: state.nextId + IDS_PER_LIFE, presence: {}, streams: state.streams ?? [], current: state.current ?? {}, currentAt: state.currentAt ?? {}, hidden: state.hidden ?? {}, data: { ...initialData(project), ...state.data } } }
}
