import { edgeId, type Diagnostic, type Flow, type Node, type Project } from '@halley/model'
import { createExpressionLanguage, type CompiledExpression, type ExpressionLanguage, type Scope } from './expressions/index.ts'
import type { AnyNodeKind, Catalog, ModelContext, NodeProblem, PrepareContext } from './node-kind.ts'
import { compileEndpoints } from './compile-endpoints.ts'
import { extendScope } from './extended-scope.ts'
import { prepareScreen } from './prepare-screen.ts'
import type { CompiledFlow, CompiledNode, NodeReading, Program } from './program.ts'
import { rowScopes } from './row-scope.ts'
import { scopeOf } from './scope.ts'
import { compileRules } from './rules/compile-rules.ts'
import { secretNamesOf } from './secret-names.ts'
import { resolveTarget } from './targets.ts'
import { trafficOf } from './traffic-of.ts'

export type CompileOptions = {
  /** The program of an earlier version of the same project; its flows and its language are taken over where they can be. */
  readonly previous?: Program | undefined
  /** A clock in milliseconds that never goes back, for the time limit of expressions; without it only their steps are counted. */
  readonly nowMs?: () => number
}

/**
 * Compiles a project: every flow, its nodes' configs checked by their kinds, its expressions parsed once.
 */
export function compileProject(project: Project, catalog: Catalog, { previous, nowMs }: CompileOptions = {}): Program {
  const language = previous?.language ?? createExpressionLanguage(nowMs === undefined ? {} : { nowMs })
  const sameSurroundings = previous !== undefined && previous.catalog === catalog && surroundingsEqual(previous.project, project)
  const scope = sameSurroundings ? previous.scope : scopeOf(project)
  const flows = new Map<string, CompiledFlow>()
  for (const flow of Object.values(project.flows)) {
    const earlier = sameSurroundings ? previous.flows.get(flow.id) : undefined
    const reusable = earlier !== undefined && earlier.flow === flow && callees(earlier).every((id) => previous?.project.flows[id] === project.flows[id])
    flows.set(flow.id, reusable ? earlier : compileFlow(flow, { project, catalog, language, scope }))
  }
  const { visibleWhen, problems } = compileNavigation(project, language, scope)
  const endpoints = compileEndpoints(project, language, scope)
  const secrets = secretNamesOf(project, flows)
  const rules = compileRules({ project, language, secureNames: secrets.secureNames }, sameSurroundings && sameForRules(previous, project, secrets.secureNames) ? previous.rules : undefined)
  return {
    project, catalog, language, scope, flows, ...secrets, visibleWhen, endpoints: endpoints.endpoints, rules,
    diagnostics: [...problems, ...endpoints.problems, ...[...rules.values()].flatMap((rule) => rule.diagnostics), ...[...flows.values()].flatMap((flow) => flow.diagnostics)],
  }
}

/** Are rules read as before? Besides the surroundings of flows, by the name of the app, by which flows may open, and by what is encrypted. */
function sameForRules(before: Program, after: Project, secureNames: ReadonlySet<string>): boolean {
  const { project } = before
  return project.name === after.name && project.technicalName === after.technicalName
    && before.secureNames.size === secureNames.size && [...secureNames].every((name) => before.secureNames.has(name))
    && Object.values(after.rules).every(({ link }) => link.type !== 'flow' || link.flowId === null || project.flows[link.flowId] === after.flows[link.flowId])
}

/** Is everything outside the flows the very same? Documents share what an edit did not touch, so identity answers. */
function surroundingsEqual(before: Project, after: Project): boolean {
  return before.messages === after.messages && before.channels === after.channels && before.fields === after.fields && before.lists === after.lists
    && before.choices === after.choices && before.navigation === after.navigation && before.personas === after.personas && before.connections === after.connections && before.rooms === after.rooms
    && Object.keys(before.flows).length === Object.keys(after.flows).length
}

function callees(compiled: CompiledFlow): string[] {
  return [...compiled.nodes.values()].flatMap((node) => (trafficOf(node)?.calls ?? []).filter((id) => id !== null))
}

type Surroundings = { readonly project: Project; readonly catalog: Catalog; readonly language: ExpressionLanguage; readonly scope: Scope }

/** Linked to the others when all are there. */
type LinkableNode = CompiledNode & { readonly nextNode: Map<string, CompiledNode> }

function compileFlow(flow: Flow, surroundings: Surroundings): CompiledFlow {
  const diagnostics: Diagnostic[] = []
  const nodes = new Map<string, LinkableNode>()
  let startNodeId: string | null = null
  const scopes = rowScopes(flow, surroundings)
  for (const node of Object.values(flow.nodes)) {
    if (node.kind === 'start') startNodeId = node.id
    nodes.set(node.id, compileNode(flow, node, { ...surroundings, scope: scopes.at(node.id) }, diagnostics))
  }
  for (const { next, nextNode } of nodes.values()) {
    for (const [exit, to] of next) {
      const node = nodes.get(to)
      if (node !== undefined) nextNode.set(exit, node)
    }
  }
  if (startNodeId === null) {
    diagnostics.push({ code: 'flow/no_start', severity: 'error', text: `The flow "${flow.name}" has no Start; add one.`, place: { type: 'resource', collection: 'flows', id: flow.id } })
  }
  return { flow, startNodeId, nodes, diagnostics }
}

function compileNode(flow: Flow, node: Node, surroundings: Surroundings, diagnostics: Diagnostic[]): LinkableNode {
  const { project, catalog } = surroundings
  const kind = catalog.get(node.kind)
  const found: Diagnostic[] = []
  const report = ({ path, exit, ...problem }: NodeProblem & { from?: number; to?: number }): void => {
    const { from, to, ...rest } = problem
    found.push({ ...rest, place: { type: 'node', flowId: flow.id, nodeId: node.id, ...(path && { path }), ...(exit && { exit }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) } })
  }
  const context: ModelContext = { project, flowId: flow.id, nodeId: node.id }
  const compiled = kind === undefined ? unknownKind(node, report) : knownKind({ kind, node, context, surroundings, report })
  if (kind?.flowTypes !== undefined && !kind.flowTypes.includes(flow.type)) {
    report({ code: 'flow/kind_not_allowed', severity: 'error', text: `${kind.title} cannot stand in this kind of flow${flow.type === 'action' ? ': an action flowchart shows no screens' : ''}.` })
  }
  diagnostics.push(...found)
  const error = found.find((problem) => problem.severity === 'error' && !isOfWidget(problem))
  const next = new Map<string, string>()
  for (const exit of compiled.exits) {
    const edge = flow.edges[edgeId(node.id, exit.id)]
    if (edge !== undefined && flow.nodes[edge.to] !== undefined) next.set(exit.id, edge.to)
  }
  // Every field is named, and in one order, so that all compiled nodes have the same hidden class.
  const { config, prepared, reads, exits, label } = compiled
  return { node, kind, enter: kind?.enter, resume: kind?.resume, config, prepared, reads, exits, label, next, nextNode: new Map(), blockedBy: error === undefined ? null : { code: error.code, text: error.text } }
}

/** What is wrong with one widget is said in its place; the rest of the screen is shown. */
function isOfWidget({ place }: Diagnostic): boolean {
  return place.type === 'node' && place.path?.[0] === 'screen' && place.path[1] === 'widgets'
}

type CompiledConfig = Pick<CompiledNode, 'config' | 'prepared' | 'reads' | 'exits' | 'label'>

function unknownKind(node: Node, report: (problem: NodeProblem) => void): CompiledConfig {
  report({ code: 'node/unknown_kind', severity: 'error', text: `This Halley does not know the node kind "${node.kind}". It is kept as it is; a newer version may run it.` })
  return { config: node.config, prepared: null, reads: [], exits: [], label: node.kind }
}

function knownKind({ kind, node, context, surroundings, report }: { kind: AnyNodeKind; node: Node; context: ModelContext; surroundings: Surroundings; report: (problem: NodeProblem & { from?: number; to?: number }) => void }): CompiledConfig {
  const parsed = kind.config.safeParse(node.config)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    report({ code: 'node/config_invalid', severity: 'error', text: `${kind.title}: "${issue?.path.join('.') ?? ''}" is not valid (${issue?.message ?? 'unreadable'}).`, path: (issue?.path ?? []).map(String) })
    return { config: node.config, prepared: null, reads: [], exits: [], label: kind.title }
  }
  const config: unknown = parsed.data
  for (const problem of kind.check?.(config, context) ?? []) report(problem)
  const reads: NodeReading[] = []
  const prepared: unknown = kind.prepare?.(config, prepareContext(context, surroundings, { report, reads })) ?? null
  const summary = kind.look.summary(config, context)
  return { config, prepared, reads, exits: kind.exits(config, context), label: summary === '' ? kind.title : `${kind.title}: ${summary}` }
}

type Finding = { readonly report: (problem: NodeProblem & { from?: number; to?: number }) => void; readonly reads: NodeReading[] }

function prepareContext(context: ModelContext, { project, language, scope }: Surroundings, { report, reads }: Finding): PrepareContext {
  const base: Omit<PrepareContext, 'screen'> = {
    ...context,
    report,
    expression: (path, source, expected, extra) => {
      if (source.trim() === '') return undefined
      const compiled = language.compile(source, extendScope(scope, extra), expected)
      if (compiled.ok) {
        reads.push({ path, references: compiled.references })
        return compiled
      }
      for (const error of compiled.errors) report({ code: `expression/${error.code}`, severity: 'error', text: error.message, path, from: error.from, to: error.to })
      return undefined
    },
    template: (path, source, extra) => {
      const compiled = language.compileTemplate(source, extendScope(scope, extra))
      if (compiled.ok) {
        reads.push({ path, references: compiled.references })
        return compiled
      }
      for (const error of compiled.errors) report({ code: `expression/${error.code}`, severity: 'error', text: error.message, path, from: error.from, to: error.to })
      return undefined
    },
    target: (target) => resolveTarget(project, target),
  }
  return { ...base, screen: (path, screen) => prepareScreen(path, screen, base) }
}

function compileNavigation(project: Project, language: ExpressionLanguage, scope: Scope): { visibleWhen: Map<string, CompiledExpression>; problems: Diagnostic[] } {
  const visibleWhen = new Map<string, CompiledExpression>()
  const problems: Diagnostic[] = []
  for (const item of Object.values(project.navigation)) {
    const place = { type: 'resource', collection: 'navigation', id: item.id } as const
    if (item.visibleWhen.trim() === '') continue
    const compiled = language.compile(item.visibleWhen, scope, { type: 'yesNo' })
    if (compiled.ok) visibleWhen.set(item.id, compiled)
    else for (const error of compiled.errors) problems.push({ code: `expression/${error.code}`, severity: 'error', text: `Visible when of "${item.name}": ${error.message}`, place })
  }
  return { visibleWhen, problems }
}
