const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]] as const

/** A length of time in its largest whole units: "30 seconds", "1 hour 30 minutes"; "at once" for none. */
export function durationInWords(durationMs: number): string {
  let left = durationMs
  const parts: string[] = []
  for (const [name, unitMs] of units) {
    const count = Math.floor(left / unitMs)
    left -= count * unitMs
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return parts.length > 0 ? parts.join(' ') : durationMs > 0 ? `${durationMs} ms` : 'at once'
}
