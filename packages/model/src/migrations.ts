import type { PatchValue } from './edits/document-patcher.ts'
import { isBranch } from './edits/document-patcher.ts'

/** A document of some version: known to be an object of bounded depth, nothing more. */
export type RawDocument = { [key: string]: PatchValue }

/** One step up. It gets a document of version `from` and returns a new one of `from + 1`; it leaves what it does not know. */
export type Migration = { readonly from: number; readonly name: string; readonly up: (document: RawDocument) => RawDocument }

/** Every step up, by the version it starts at. Steps are only ever added; there is no way down. */
export const migrations: readonly Migration[] = [
  {
    from: 0,
    // Two people who drew different arrows of one flow overwrote each other while arrows were an array.
    name: 'edges-by-exit',
    up: (document) => ({
      ...document,
      flows: mapEntries(document['flows'], (flow) => (Array.isArray(flow['edges']) ? { ...flow, edges: edgesByExit(flow['edges']) } : flow)),
    }),
  },
  {
    from: 1,
    // HTTP requests need a place outside, and its secret must stay out of the document.
    name: 'connections',
    up: (document) => ({ ...document, connections: document['connections'] ?? {} }),
  },
  {
    from: 2,
    // A connection may be to an AI model. Nothing changes in what was there; a Halley that does not know it says that it is too old, not that the document is damaged.
    name: 'model-connections',
    up: (document) => document,
  },
  {
    from: 3,
    // Notification rules and rooms have collections of their own; connections may be to a mail server or the demo model, and personas have an address.
    name: 'rules-and-rooms',
    up: (document) => ({ ...document, rules: document['rules'] ?? {}, rooms: document['rooms'] ?? {} }),
  },
]

// Of two arrows from one exit the later in the array was the one that was followed.
function edgesByExit(edges: readonly PatchValue[]): RawDocument {
  return Object.fromEntries(edges.filter(isBranch).map((edge) => {
    const id = `${String(edge['from'])}:${String(edge['exit'])}`
    return [id, { ...edge, id }]
  }))
}

function mapEntries(map: PatchValue | undefined, change: (entry: RawDocument) => RawDocument): PatchValue {
  if (!isBranch(map)) return map ?? {}
  return Object.fromEntries(Object.entries(map).map(([id, entry]) => [id, isBranch(entry) ? change(entry) : entry]))
}
