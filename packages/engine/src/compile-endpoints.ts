import { inOrder, pathShape, readPathTemplate, type Diagnostic, type Endpoint, type EndpointParameter, type Flow, type PathSegment, type Project } from '@halley/model'
import type { CompiledExpression, ExpressionLanguage, Scope } from './expressions/index.ts'
import type { PreparedTarget } from './node-kind.ts'
import { resolveTarget } from './targets.ts'

/** A part of the request, and the place in the session's data where it goes. */
export type CompiledParameter = { readonly parameter: EndpointParameter; readonly target: PreparedTarget }

/** An HTTP endpoint flow ready to be matched with requests. */
export type CompiledEndpoint = {
  readonly flowId: string
  readonly endpoint: Endpoint
  readonly segments: readonly PathSegment[]
  readonly parameters: readonly CompiledParameter[]
  /** Undefined means always; null means never, since it does not check. */
  readonly visibleWhen: CompiledExpression | undefined | null
  /** Why requests cannot be answered: the first problem of severity error. */
  readonly blockedBy: { readonly code: string; readonly text: string } | null
}

type Report = (code: string, severity: Diagnostic['severity'], text: string) => void

/** Compiles the endpoints of a project, by the id of their flow. One whose path cannot be read is left out: no request has it. */
export function compileEndpoints(project: Project, language: ExpressionLanguage, scope: Scope): { readonly endpoints: ReadonlyMap<string, CompiledEndpoint>; readonly problems: readonly Diagnostic[] } {
  const endpoints = new Map<string, CompiledEndpoint>()
  const problems: Diagnostic[] = []
  const flows = inOrder(project.flows).filter(({ type }) => type === 'endpoint')
  for (const flow of flows) {
    const own: Diagnostic[] = []
    const report: Report = (code, severity, text) => void own.push({ code: `endpoint/${code}`, severity, text, place: { type: 'resource', collection: 'flows', id: flow.id } })
    const compiled = compileEndpoint(flow, { project, language, scope, report })
    const error = own.find(({ severity }) => severity === 'error')
    if (compiled !== undefined) endpoints.set(flow.id, { ...compiled, blockedBy: error === undefined ? null : { code: error.code, text: error.text } })
    problems.push(...own)
  }
  return { endpoints, problems: [...problems, ...doubles(endpoints, project)] }
}

type Surroundings = { readonly project: Project; readonly language: ExpressionLanguage; readonly scope: Scope; readonly report: Report }

function compileEndpoint({ id, name, endpoint }: Flow, { project, language, scope, report }: Surroundings): Omit<CompiledEndpoint, 'blockedBy'> | undefined {
  if (endpoint === null) {
    report('missing', 'error', `"${name}" answers no requests yet; give it a method and a path.`)
    return undefined
  }
  const path = readPathTemplate(endpoint.path)
  if (!path.ok) report('path_invalid', 'error', path.text)
  if (endpoint.roles.length > 0) report('roles_unmet', 'hint', `Nobody reaches "${name}" now: it asks for ${endpoint.roles.length === 1 ? 'the role' : 'one of the roles'} ${endpoint.roles.join(', ')}, and those who call over HTTP have no roles yet. Take the roles away to open it to everybody.`)
  const parameters = compileParameters(endpoint, path.ok ? path.segments : null, { project, report })
  let visibleWhen: CompiledExpression | undefined | null
  if (endpoint.visibleWhen.trim() !== '') {
    const compiled = language.compile(endpoint.visibleWhen, scope, { type: 'yesNo' })
    visibleWhen = compiled.ok ? compiled : null
    if (!compiled.ok) for (const error of compiled.errors) report('visible_when_invalid', 'error', `Visible when of "${name}": ${error.message}`)
  }
  return path.ok ? { flowId: id, endpoint, segments: path.segments, parameters, visibleWhen } : undefined
}

function compileParameters(endpoint: Endpoint, segments: readonly PathSegment[] | null, { project, report }: Pick<Surroundings, 'project' | 'report'>): CompiledParameter[] {
  const compiled: CompiledParameter[] = []
  const seen = new Set<string>()
  const inPath = new Set(segments?.flatMap((segment) => (segment.type === 'parameter' ? [segment.name] : [])))
  for (const parameter of inOrder(endpoint.parameters)) {
    const { source, name, target } = parameter
    const what = `${sourceWords[source]} "${name}"`
    if (name.trim() === '') report('parameter_no_name', 'error', `A parameter from ${whereWords[source]} has no name; write it as it is in the request.`)
    const key = `${source}:${source === 'header' ? name.toLowerCase() : name}`
    if (seen.has(key)) report('parameter_twice', 'error', `${what} is taken twice; delete one of them.`)
    seen.add(key)
    if (source === 'path' && segments !== null && !inPath.has(name)) report('path_parameter_missing', 'error', `The path has no parameter {${name}}; add it to the path, or delete it from the list.`)
    if (source === 'header' && name !== '' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) report('header_invalid', 'error', `"${name}" cannot be the name of a header.`)
    if (source === 'body' && endpoint.method === 'GET') report('body_of_get', 'error', `A GET request has no body, so "${name}" is never there; take it from the query.`)
    const resolved = target === null ? undefined : resolveTarget(project, target)
    if (resolved === undefined) report('target_missing', 'error', target === null ? `Choose where ${what} goes.` : `Where ${what} goes was deleted; choose again.`)
    else if (source !== 'body' && target?.type === 'list') report('list_from_text', 'error', `${what} is a text and cannot fill the list ${resolved.label}; take the list from the body.`)
    else compiled.push({ parameter, target: resolved })
  }
  for (const name of inPath) if (!seen.has(`path:${name}`)) report('path_parameter_unused', 'warning', `The parameter {${name}} of the path goes nowhere; say where it goes.`)
  return compiled
}

const sourceWords = { path: 'The path parameter', query: 'The query parameter', header: 'The header', body: 'The field of the body' } as const
const whereWords = { path: 'the path', query: 'the query', header: 'the headers', body: 'the body' } as const

/** Endpoints that the same requests have: neither answers, for nobody could say which. */
function doubles(endpoints: Map<string, CompiledEndpoint>, project: Project): Diagnostic[] {
  const byShape = new Map<string, CompiledEndpoint[]>()
  for (const compiled of endpoints.values()) {
    const shape = `${compiled.endpoint.method} ${pathShape(compiled.segments)}`
    byShape.set(shape, [...(byShape.get(shape) ?? []), compiled])
  }
  return [...byShape.values()].flatMap((same) => (same.length < 2 ? [] : same.map((compiled): Diagnostic => {
    const others = same.filter((other) => other !== compiled).map(({ flowId }) => `"${project.flows[flowId]?.name ?? ''}"`)
    const text = `${others.join(' and ')} ${others.length === 1 ? 'answers' : 'answer'} the same requests (${compiled.endpoint.method} ${compiled.endpoint.path}); change the method or the path of one.`
    endpoints.set(compiled.flowId, { ...compiled, blockedBy: { code: 'endpoint/same_path', text } })
    return { code: 'endpoint/same_path', severity: 'error', text, place: { type: 'resource', collection: 'flows', id: compiled.flowId } }
  })))
}
