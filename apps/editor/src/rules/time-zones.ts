let known: readonly string[] | null = null

/** The time zones that this browser knows, UTC first; read once, for there are some four hundred. */
export function timeZones(): readonly string[] {
  // The own one may go by an older name than the list has.
  known ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ownTimeZone()])]
  return known
}

/** Is it the name of a time zone, as written? Case matters, so that what is stored is what everybody reads. */
export function isTimeZone(name: string): boolean {
  return timeZones().includes(name)
}

/** The time zone that this browser is in. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
