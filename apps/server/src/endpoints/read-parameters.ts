import { fieldTypeOfTarget, readForTarget, type CompiledEndpoint, type CompiledParameter } from '@halley/engine'
import type { FieldType, Project, Value } from '@halley/model'

/** What is wrong with one part of a request: where it is, and why, in one sentence. */
export type RequestProblem = { readonly parameter?: string; readonly pointer?: string; readonly detail: string }

/** What a request gives, as it came in. */
export type RequestParts = {
  readonly path: ReadonlyMap<string, string>
  readonly query: URLSearchParams
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  /** The JSON body; undefined without one. */
  readonly body: unknown
}

/** A value that the request gives, and its place in the session's data. */
export type GivenValue = { readonly path: CompiledParameter['target']['path']; readonly value: Value }

/** Reads what an endpoint takes from a request, checked against the places where it goes. All problems are told at once. */
export function readParameters({ parameters }: CompiledEndpoint, project: Project, parts: RequestParts): { readonly values: readonly GivenValue[]; readonly problems: readonly RequestProblem[] } {
  const values: GivenValue[] = []
  const problems: RequestProblem[] = []
  const takesBody = parameters.some(({ parameter }) => parameter.source === 'body')
  if (takesBody && parts.body !== undefined && !isRecord(parts.body)) problems.push({ pointer: '', detail: 'The body has to be a JSON object.' })
  for (const compiled of parameters) {
    const read = readOne(compiled, project, parts)
    if (read === undefined) continue
    if ('detail' in read) problems.push(read)
    else values.push(read)
  }
  return { values, problems }
}

function readOne(compiled: CompiledParameter, project: Project, parts: RequestParts): GivenValue | RequestProblem | undefined {
  const { parameter: { source, name, required, target }, target: { path } } = compiled
  const at = source === 'body' ? { pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` } : { parameter: name }
  const label = `"${name}"`
  if (target === null) return undefined
  // The whole body was refused already; its fields are not missing on top.
  if (source === 'body' && parts.body !== undefined && !isRecord(parts.body)) return undefined
  const type = fieldTypeOfTarget(project, target)
  const given = source === 'body' ? bodyField(parts.body, name) : textOf(textsOf(compiled, parts), type)
  if (given === TWICE) return { ...at, detail: `${label} is given more than once.` }
  if (given === undefined || given === null || given === '') {
    if (required) return { ...at, detail: `${label} is required.` }
    if (given === undefined) return undefined
  }
  const value = source !== 'body' && given === '' && type?.type !== 'text' && type?.type !== 'richText' ? null : given
  const reading = readForTarget(project, target, value)
  if (reading.ok) return { path, value: type?.type === 'dateTime' && typeof reading.value === 'string' ? new Date(reading.value).toISOString() : reading.value }
  // Of a list, the sentence names the row itself.
  const detail = type === undefined ? `${reading.text}.` : `${label} ${reading.text}.`
  return source === 'body' ? { pointer: `${at.pointer ?? ''}${reading.pointer}`, detail } : { ...at, detail }
}

const TWICE = Symbol('given more than once')

function textsOf({ parameter: { source, name } }: CompiledParameter, { path, query, headers }: RequestParts): readonly string[] {
  if (source === 'query') return query.getAll(name)
  const one = source === 'path' ? path.get(name) : headers[name.toLowerCase()]
  return one === undefined ? [] : Array.isArray(one) ? one : [one]
}

/** What a text stands for; one that does not stand for a value of the type stays as it is, and is refused by the check of the type. */
function textOf(texts: readonly string[], type: FieldType | undefined): unknown {
  const [text] = texts
  if (text === undefined) return undefined
  if (type?.type === 'multipleChoice') return texts.flatMap((one) => one.split(',')).map((one) => one.trim()).filter((one) => one !== '')
  if (texts.length > 1) return TWICE
  switch (type?.type) {
    case 'number':
    case 'duration':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text
    case 'yesNo':
      return text === 'true' || text === 'yes' || text === '1' ? true : text === 'false' || text === 'no' || text === '0' ? false : text
    default:
      return text
  }
}

function bodyField(body: unknown, name: string): unknown {
  return isRecord(body) && Object.hasOwn(body, name) ? body[name] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
