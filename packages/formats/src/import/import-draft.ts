import { emptyProject, type Project } from '@halley/model'
import { isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'

/**
 * Something of a document that the project does not have, or has in another way. `pointer` is a JSON pointer into the document. `loses`
 * says that somebody has modelled it: false for what every export of ours writes by itself, so that nothing is lost.
 */
export type ImportFinding = { readonly pointer: string; readonly text: string; readonly loses: boolean }

/** A value of the document, and where it is: behind all references, so that one thing has one place. */
export type Placed = { readonly value: unknown; readonly pointer: string }

/** References that lead to references; beyond it they lead in a circle. */
const MAX_HOPS = 32

/** Findings that are kept; nobody reads more, and a hostile document could have one for every value. */
const MAX_FINDINGS = 500

/** Places that are looked at; schemas that lead to each other in many ways could be walked through for hours. */
const MAX_VISITS = 200_000

/** The project that an import builds, and what it has to say about the document. */
export class ImportDraft {
  readonly document: JsonObject
  readonly project: Project
  /** Ids of messages by the place of what they were made of. */
  readonly messageIds = new Map<string, string>()
  /** Ids of choices by the name under which the fields of an export of ours know them; of several apps, there are several. */
  readonly choiceIds = new Map<string, string[]>()
  /** Ids of choices by their values, as JSON. */
  readonly choicesByValues = new Map<string, string>()
  readonly #findings = new Map<string, ImportFinding>()
  readonly #seen = new Set<string>()
  #leftOut = 0
  #visits = 0
  #ids = 0

  constructor(document: JsonObject, identity: Parameters<typeof emptyProject>[0]) {
    this.document = document
    this.project = emptyProject(identity)
  }

  /** Ids count up: the same document always gives the same project. */
  readonly newId = (): string => `i${(this.#ids += 1)}`

  note(pointer: string, text: string): void {
    this.#add({ pointer, text, loses: true })
  }

  /** Notes what an export of ours writes by itself. */
  noteOwn(pointer: string, text: string): void {
    this.#add({ pointer, text, loses: false })
  }

  /** What was found, in the order in which it was found. */
  get findings(): readonly ImportFinding[] {
    return this.#leftOut === 0 ? [...this.#findings.values()] : [...this.#findings.values(), { pointer: '', text: `There are ${this.#leftOut} findings more.`, loses: true }]
  }

  /** Was something at this place, or inside it, looked at? */
  isSeen(pointer: string): boolean {
    return this.#seen.has(pointer)
  }

  /** Goes where a reference leads; undefined, with a finding, when it leads nowhere or out of the document. */
  resolve({ value, pointer }: Placed): Placed | undefined {
    let at: Placed = { value, pointer }
    this.#visits += 1
    if (this.#visits > MAX_VISITS) {
      this.note('', `The document leads to more than ${MAX_VISITS} places; the rest was left out.`)
      return undefined
    }
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      this.#seen.add(at.pointer)
      const reference: unknown = isObject(at.value) ? at.value['$ref'] : undefined
      if (typeof reference !== 'string') return at
      const target = reference.startsWith('#') ? this.#find(reference.slice(1)) : undefined
      if (target === undefined) {
        this.note(pointer, reference.startsWith('#') ? `"${shortened(reference)}" leads to nothing in the document.` : `"${shortened(reference)}" leads out of the document; put what is there into it.`)
        return undefined
      }
      at = target
    }
    this.note(pointer, 'The reference leads in a circle.')
    return undefined
  }

  /** The entries of an object at a place, each behind its references; nothing when there is no object. */
  entries({ value, pointer }: Placed): readonly { readonly key: string; readonly at: Placed }[] {
    return isObject(value) ? Object.entries(value).map(([key, inner]) => ({ key, at: { value: inner, pointer: `${pointer}/${escaped(key)}` } })) : []
  }

  #add(finding: ImportFinding): void {
    const key = `${finding.pointer}\n${finding.text}`
    if (this.#findings.has(key)) return
    if (this.#findings.size < MAX_FINDINGS) this.#findings.set(key, finding)
    else this.#leftOut += 1
  }

  #find(path: string): Placed | undefined {
    let value: unknown = this.document
    const steps = path.split('/').slice(1).map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
      value = new Map<string, unknown>(Object.entries(value)).get(step)
    }
    return { value, pointer: steps.map((step) => `/${escaped(step)}`).join('') }
  }
}

/** One step of a JSON pointer. */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A text of the document as a finding quotes it. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
