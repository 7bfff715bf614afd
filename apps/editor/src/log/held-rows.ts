import type { LogRow } from '@halley/protocol'

/** The rows as they were when the log was paused; null while it runs. */
export type Held = { readonly rows: readonly LogRow[]; readonly lastAt: number; readonly ids: ReadonlySet<string> } | null

/** Pauses: what is there now stays on the screen as it is. */
export function hold(rows: readonly LogRow[]): Held {
  return { rows, lastAt: rows.at(-1)?.at ?? 0, ids: new Set(rows.map((row) => row.id)) }
}

/** Rows that came since the pause; older ones that were fetched meanwhile are not new. */
export function rowsSince(held: Held, rows: readonly LogRow[]): readonly LogRow[] {
  return held === null ? [] : rows.filter((row) => !held.ids.has(row.id) && row.at >= held.lastAt)
}
