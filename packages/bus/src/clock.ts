/** The time, passed in so that tests and replays rule it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number
}
