type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Entries shown of one list or object; more are counted, so that a huge payload stays readable. */
const ENTRIES_SHOWN = 200

/** A payload as a tree that folds. */
export function PayloadTree({ name, value }: { readonly name: string; readonly value: Json }) {
  if (value === null || typeof value !== 'object') {
    return <div className="flex gap-2 py-px pl-4 font-mono text-xs"><span className="shrink-0 text-ink-soft">{name}</span><span className="min-w-0 break-words whitespace-pre-wrap">{leafText(value)}</span></div>
  }
  const entries = Array.isArray(value) ? value.map((entry: Json, index): [string, Json] => [String(index), entry]) : Object.entries(value)
  const count = Array.isArray(value) ? `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}` : `${entries.length} ${entries.length === 1 ? 'field' : 'fields'}`
  return (
    <details open>
      <summary className="cursor-default rounded-sm py-px font-mono text-xs text-ink-soft marker:text-ink-faint">{name} <span className="text-2xs text-ink-faint">{count}</span></summary>
      <div className="ml-1 border-l border-line pl-2">
        {entries.slice(0, ENTRIES_SHOWN).map(([entryName, entry]) => <PayloadTree key={entryName} name={entryName} value={entry} />)}
        {entries.length > ENTRIES_SHOWN ? <p className="pl-4 text-xs text-ink-faint">and {entries.length - ENTRIES_SHOWN} more; see Raw</p> : null}
      </div>
    </details>
  )
}

function leafText(value: string | number | boolean | null): string {
  if (value === null) return 'unknown'
  return typeof value === 'string' ? `"${value}"` : String(value)
}
