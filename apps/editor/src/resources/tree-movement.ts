/** One row of a tree as it is drawn: depth first, closed ones left out. `expanded` is null where nothing can be inside. */
export type TreeRow = {
  readonly id: string
  /** 1 at the top. */
  readonly level: number
  /** 1-based among its siblings. */
  readonly position: number
  readonly setSize: number
  readonly expanded: boolean | null
  readonly label: string
}

export type DropPosition = 'before' | 'inside' | 'after'

type KeyTarget = { readonly type: 'row'; readonly id: string } | { readonly type: 'toggle'; readonly expanded: boolean }

/** Says what a key does from a row (ARIA's tree pattern); null when the tree does not know the key. */
export function keyTarget(rows: readonly TreeRow[], from: TreeRow, key: string, typed: string): KeyTarget | null {
  const index = rows.findIndex((row) => row.id === from.id)
  const row = (at: number): KeyTarget | null => {
    const found = rows[Math.min(Math.max(at, 0), rows.length - 1)]
    return found === undefined ? null : { type: 'row', id: found.id }
  }
  switch (key) {
    case 'ArrowDown':
      return row(index + 1)
    case 'ArrowUp':
      return row(index - 1)
    case 'Home':
      return row(0)
    case 'End':
      return row(rows.length - 1)
    case 'ArrowRight':
      if (from.expanded === false) return { type: 'toggle', expanded: true }
      return from.expanded === true && (rows[index + 1]?.level ?? 0) > from.level ? row(index + 1) : row(index)
    case 'ArrowLeft':
      if (from.expanded === true) return { type: 'toggle', expanded: false }
      return row(parentIndex(rows, index) ?? index)
    default:
      return key.length === 1 ? typedTarget(rows, index, typed) : null
  }
}

/** The index of the row that holds this one; undefined at the top. */
export function parentIndex(rows: readonly TreeRow[], index: number): number | undefined {
  const level = rows[index]?.level ?? 1
  for (let at = index - 1; at >= 0; at -= 1) if ((rows[at]?.level ?? 0) < level) return at
  return undefined
}

function typedTarget(rows: readonly TreeRow[], index: number, typed: string): KeyTarget | null {
  const wanted = typed.toLowerCase()
  // One letter goes on to the next match, a longer word may stay where it is.
  const start = wanted.length === 1 ? index + 1 : index
  for (let step = 0; step < rows.length; step += 1) {
    const row = rows[(start + step) % rows.length]
    if (row?.label.toLowerCase().startsWith(wanted) === true) return { type: 'row', id: row.id }
  }
  return null
}

/** Where a drop at this fraction of a row's height (0 top, 1 bottom) lands. */
export function dropPositionAt(fraction: number, canHold: boolean): DropPosition {
  if (!canHold) return fraction < 0.5 ? 'before' : 'after'
  return fraction < 0.25 ? 'before' : fraction > 0.75 ? 'after' : 'inside'
}

/** One thing of a tree before it is drawn. */
export type TreeEntry<Subject> = { readonly id: string; readonly label: string; readonly subject: Subject; /** null where nothing can be inside. */ readonly children: readonly TreeEntry<Subject>[] | null }

/** Lays entries out as rows: depth first, what is closed left out. */
export function layRows<Subject>(entries: readonly TreeEntry<Subject>[], isExpanded: (id: string) => boolean, level = 1): (TreeRow & { readonly subject: Subject })[] {
  return entries.flatMap((entry, index) => {
    const expanded = entry.children === null ? null : isExpanded(entry.id)
    const row = { id: entry.id, level, position: index + 1, setSize: entries.length, expanded, label: entry.label, subject: entry.subject }
    return expanded === true && entry.children !== null ? [row, ...layRows(entry.children, isExpanded, level + 1)] : [row]
  })
}

/** Keeps entries that match and the ones that hold them. */
export function filterEntries<Subject>(entries: readonly TreeEntry<Subject>[], matches: (entry: TreeEntry<Subject>) => boolean): TreeEntry<Subject>[] {
  return entries.flatMap((entry) => {
    if (entry.children === null) return matches(entry) ? [entry] : []
    const children = filterEntries(entry.children, matches)
    if (children.length > 0) return [{ ...entry, children }]
    return matches(entry) ? [entry] : []
  })
}
