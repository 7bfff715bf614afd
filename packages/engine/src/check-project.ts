import { checkDocument, checkUnused, type Diagnostic, type Project } from '@halley/model'
import { checkEndpoints } from './check-endpoints.ts'
import { checkFlow } from './check-flow.ts'
import { checkLoops } from './check-loops.ts'
import { checkSecurity } from './check-security.ts'
import { checkService } from './check-service.ts'
import { checkTraffic } from './check-traffic.ts'
import { compileProject } from './compile.ts'
import type { Catalog } from './node-kind.ts'
import type { CompiledFlow, Program } from './program.ts'

// A compiled flow is immutable and shared between versions of a program, so its own problems are computed once.
const flowProblems = new WeakMap<CompiledFlow, readonly Diagnostic[]>()

/** All problems of a compiled project, errors first. */
export function problemsOf(program: Program): Diagnostic[] {
  const problems = [...checkDocument(program.project), ...program.diagnostics]
  for (const flow of program.flows.values()) {
    const own = flowProblems.get(flow) ?? checkFlow(flow)
    flowProblems.set(flow, own)
    problems.push(...own)
  }
  problems.push(...checkTraffic(program), ...checkUnused(program.project), ...checkService(program), ...checkSecurity(program), ...checkLoops(program), ...checkEndpoints(program))
  const rank = { error: 0, warning: 1, hint: 2 } as const
  return problems.sort((a, b) => rank[a.severity] - rank[b.severity])
}

/** Compiles a project and says everything that is wrong with it. `previous` makes re-checking after an edit cheap. */
export function checkProject(project: Project, catalog: Catalog, previous?: Program): { readonly program: Program; readonly diagnostics: readonly Diagnostic[] } {
  const program = compileProject(project, catalog, { previous })
  return { program, diagnostics: problemsOf(program) }
}
