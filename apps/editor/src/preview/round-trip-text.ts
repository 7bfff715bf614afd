/** "<1 ms", "12 ms", "1.2 s". */
export function roundTripText(roundTripMs: number): string {
  if (roundTripMs < 1) return '<1 ms'
  return roundTripMs < 1_000 ? `${Math.round(roundTripMs)} ms` : `${(roundTripMs / 1_000).toFixed(1)} s`
}
