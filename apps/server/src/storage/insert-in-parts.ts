/** Rows of one statement. Few sizes, so that few statements are kept prepared. */
const ROWS_AT_ONCE = [64, 8, 1] as const

/** Carries rows over in statements of a few sizes. */
export async function insertInParts<Row>(rows: readonly Row[], insert: (rows: readonly Row[]) => Promise<unknown>): Promise<void> {
  let at = 0
  for (const size of ROWS_AT_ONCE) {
    for (; rows.length - at >= size; at += size) await insert(rows.slice(at, at + size))
  }
}
