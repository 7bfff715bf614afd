import { importAsyncApi, type AsyncApiImport, type ImportFinding } from '@halley/formats'
import { checkProject } from '@halley/engine'
import { LIMITS, readProject, type Project } from '@halley/model'
import { catalog, outsideReach, reachesNothing } from '@halley/nodes'
import type { ErrorCode, ImportedProject, ImportFormat } from '@halley/protocol'

/** A file that is to become a project, as it came. */
export type ImportFile = {
  readonly bytes: Uint8Array
  /** What it is said to be; null to look. */
  readonly format: ImportFormat | null
  /** The id of a project that is made of a document without one. */
  readonly newId: string
}

/** Why nothing can be made of a file; `limit` is the one that it is over. */
export type ImportRefusal = { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly pointer?: string; readonly line?: number; readonly column?: number; readonly limit?: number }

/** A project made of a file, not kept yet. */
export type ReadImport = {
  readonly ok: true
  readonly format: ImportFormat
  readonly project: Project
  readonly findings: readonly ImportFinding[]
  readonly migrated: readonly string[]
  readonly problems: ImportedProject['problems']
  /** It does something outside of its screens. */
  readonly reachesOutside: boolean
}

export type ImportReading = ReadImport | ImportRefusal

/** Reads a file, brings it up to the present version and checks it whole. Takes as long as the file makes it: this is the work of `ImportDesk`'s processes. */
export function readImport({ bytes, format, newId }: ImportFile): ImportReading {
  if (bytes.length > LIMITS.projectBytes) return { ok: false, code: 'import/too_large', message: `The file has ${bytes.length} bytes; the limit is ${LIMITS.projectBytes}. Split it into several.`, limit: LIMITS.projectBytes }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { ok: false, code: 'import/unreadable', message: 'The file is not text in UTF-8. Save it as UTF-8, or choose another file.' }
  }
  const seen: Seen | null = format === null ? look(text) : { format, source: text }
  if (seen === null) return { ok: false, code: 'import/unknown_format', message: 'This is neither a project of Halley, which has a "schemaVersion", nor an AsyncAPI document, which begins with asyncapi and its version. Choose a file that ends in .halley.json, or an AsyncAPI document in YAML or JSON.' }
  return seen.format === 'halley' ? readOwn(seen.source) : readAsyncApi(text, newId)
}

function readOwn(source: unknown): ImportReading {
  const reading = readProject(source)
  return reading.ok ? checked(reading.project, { format: 'halley', findings: [], migrated: reading.migrated }) : reading
}

function readAsyncApi(text: string, projectId: string): ImportReading {
  const reading = importAsyncApi(text, { projectId })
  return reading.ok ? checked(reading.project, { format: 'asyncapi', findings: reading.findings, migrated: [] }) : refusalOf(reading)
}

function refusalOf({ message, line, column, limit }: Extract<AsyncApiImport, { ok: false }>): ImportRefusal {
  return { ok: false, code: limit === undefined ? 'import/unreadable' : 'import/too_large', message: line === undefined ? message : `${message} Correct it there, and import the file again.`, ...(line !== undefined && { line }), ...(column !== undefined && { column }), ...(limit !== undefined && { limit }) }
}

function checked(project: Project, { format, findings, migrated }: Pick<ReadImport, 'format' | 'findings' | 'migrated'>): ReadImport {
  const { diagnostics } = checkProject(project, catalog)
  const countOf = (severity: 'error' | 'warning'): number => diagnostics.filter((one) => one.severity === severity).length
  return { ok: true, format, project, findings, migrated, problems: { errors: countOf('error'), warnings: countOf('warning') }, reachesOutside: !reachesNothing(outsideReach(project)) }
}

/** Characters at the beginning of a text that are looked at: what a document says of itself first. */
const LOOKED_AT = 4_000

const SAYS_ASYNCAPI = /(?:^|[\s{,"'])asyncapi["']?\s*:/

/** What a file is, and its content: as JSON where that was read to see it. */
type Seen = { readonly format: ImportFormat; readonly source: unknown }

/** Sees by what is in a file what it is; null when it is neither. */
function look(text: string): Seen | null {
  const saysAsyncApi = SAYS_ASYNCAPI.test(text.slice(0, LOOKED_AT))
  // A project is never YAML. What only may be a document is told why it is none, with the place.
  if (!/^\uFEFF?\s*\{/.test(text)) return saysAsyncApi || /^\s*[\w-]+:/m.test(text.slice(0, LOOKED_AT)) ? { format: 'asyncapi', source: text } : null
  let source: unknown
  try {
    source = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { format: saysAsyncApi ? 'asyncapi' : 'halley', source: text }
  }
  const has = (name: string): boolean => typeof source === 'object' && source !== null && Object.hasOwn(source, name)
  return has('asyncapi') ? { format: 'asyncapi', source } : has('schemaVersion') ? { format: 'halley', source } : null
}
