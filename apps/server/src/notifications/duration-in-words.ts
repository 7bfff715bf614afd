const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]] as const

/** A time span as people say it, in its largest unit and what is left in the next: "1 hour 30 minutes". */
export function durationInWords(durationMs: number): string {
  const seconds = Math.max(1_000, Math.ceil(durationMs / 1_000) * 1_000)
  const place = UNITS.findIndex(([, unitMs]) => seconds >= unitMs)
  let restMs = seconds
  const words: string[] = []
  for (const [unit, unitMs] of UNITS.slice(place, place + 2)) {
    const count = Math.floor(restMs / unitMs)
    restMs -= count * unitMs
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return words.join(' ')
}
