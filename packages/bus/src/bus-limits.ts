/** How much one org's log holds and for how long; whichever bound is met first counts. */
export interface BusLimits {
  readonly maxEvents: number
  readonly maxAgeMs: number
  readonly maxBytes: number
  /** Bytes of one encoded event. */
  readonly maxEventBytes: number
  /** How long the same `(source, id)` is a duplicate. */
  readonly duplicateWindowMs: number
  /** Publishes remembered for duplicates at once; beyond it the oldest is forgotten early, which is reported. */
  readonly maxRememberedPublishes: number
}

/** The bounds that hold when nothing else is said. */
export const DEFAULT_BUS_LIMITS: BusLimits = {
  // What a client misses in the 120 s that its session is kept, at 80 events per second.
  maxEvents: 10_000,
  maxAgeMs: 120_000,
  maxBytes: 16 * 1024 * 1024,
  // One wire frame: 64 KiB of data, enciphered and in base64, with its envelope.
  maxEventBytes: 128 * 1024,
  duplicateWindowMs: 120_000,
  // Three times what the limit of 500 events per second and org can reach in the window.
  maxRememberedPublishes: 200_000,
}
