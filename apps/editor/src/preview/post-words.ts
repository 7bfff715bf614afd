/** "14:05", by the clock of this browser, as the log has it. */
export function timeOfDay(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** "Saturday, November 21", by the calendar of this browser. */
export function dayText(at: string): string {
  return new Date(at).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
}

const units: readonly { readonly seconds: number; readonly one: string; readonly many: string }[] = [
  { seconds: 24 * 3_600, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
  { seconds: 1, one: 'second', many: 'seconds' },
]

/** "3 days", "12 hours": in the largest unit that it is a whole number of. */
export function keptText(seconds: number): string {
  const unit = units.find((candidate) => seconds >= candidate.seconds && seconds % candidate.seconds === 0) ?? { seconds: 1, one: 'second', many: 'seconds' }
  const count = seconds / unit.seconds
  return `${count} ${count === 1 ? unit.one : unit.many}`
}
