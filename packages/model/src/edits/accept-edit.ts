import { editSchema, type Edit, type Patch } from '../edit.ts'
import { jsonBoundsProblem } from '../json-bounds.ts'
import { LIMITS } from '../limits.ts'
import type { Project } from '../project.ts'
import { applyPatches } from './apply-edit.ts'
import { documentSizeProblem } from './document-size.ts'
import { touchedPartProblem, touchedParts } from './touched-parts.ts'

/** What the server answers to an edit. `pointer` is a JSON pointer into the project, empty when no one place is at fault. */
export type AcceptedEdit =
  | { readonly ok: true; readonly project: Project; readonly skipped: readonly Patch[] }
  | { readonly ok: false; readonly code: 'edit/invalid' | 'edit/stale' | 'edit/too_large'; readonly message: string; readonly pointer: string }

/**
 * Applies an edit and checks what it touched, all or nothing. The work depends on the edit, not on the project.
 * Arrows and references to what is gone are allowed: they become problems that people see and mend.
 */
export function acceptEdit(project: Project, edit: Edit): AcceptedEdit {
  const refused = (code: 'edit/invalid' | 'edit/stale' | 'edit/too_large', message: string, path: readonly string[] = []): AcceptedEdit => ({ ok: false, code, message, pointer: jsonPointer(path) })

  if (edit.patches.length > LIMITS.editPatches) return refused('edit/too_large', `The edit has ${edit.patches.length} patches; the limit is ${LIMITS.editPatches}. Make it in parts.`)
  for (const patch of edit.patches) {
    // A path lies within the document's depth together with its value; the path itself is checked like a value.
    const problem = jsonBoundsProblem(patch.value ?? null, { depth: LIMITS.jsonDepth - patch.path.length, values: LIMITS.projectJsonValues })
      ?? jsonBoundsProblem(Object.fromEntries(patch.path.map((step) => [step, 0])), { depth: 2, values: LIMITS.jsonValues })
    if (problem?.reason === 'values') return refused('edit/too_large', `A change at ${jsonPointer(patch.path)} holds more than ${problem.limit} values.`, patch.path)
    if (problem?.reason === 'depth') return refused('edit/too_large', `A change at ${jsonPointer(patch.path)} is nested deeper than ${LIMITS.jsonDepth} levels.`, patch.path)
    if (problem !== undefined || hasForbiddenStep(patch)) return refused('edit/invalid', `"__proto__", "constructor" and "prototype" cannot be used as names.`, patch.path)
  }
  const wellFormed = editSchema.safeParse(edit)
  if (!wellFormed.success) {
    const issue = wellFormed.error.issues[0]
    return refused('edit/invalid', `The edit itself is not well-formed: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`)
  }

  const { project: next, applied, skipped } = applyPatches(project, edit.patches)
  if (applied.length === 0) return refused('edit/stale', `Nothing of "${edit.label}" is there any more to be changed; somebody else deleted it.`, edit.patches[0]?.path)
  for (const part of touchedParts(applied.map((done) => done.patch))) {
    const problem = touchedPartProblem(project, next, part)
    if (problem !== undefined) return refused('edit/invalid', problem.message, problem.path)
  }
  const nodes = mayAddNodes(applied) ? countNodes(next) : 0
  if (nodes > LIMITS.projectNodes) return refused('edit/too_large', `The project would have ${nodes} nodes; the limit is ${LIMITS.projectNodes}.`, ['flows'])
  // What is stored has to open again: the document stays within what `readProject` takes.
  const oversize = documentSizeProblem(next)
  if (oversize !== undefined && applied.some(({ patch }) => patch.op !== 'remove')) return refused('edit/too_large', oversize)
  return { ok: true, project: next, skipped }
}

function hasForbiddenStep(patch: Patch): boolean {
  return patch.path.some((step) => step === '__proto__' || step === 'constructor' || step === 'prototype')
}

function mayAddNodes(applied: readonly { readonly patch: Patch }[]): boolean {
  return applied.some(({ patch }) => patch.op !== 'remove' && patch.path[0] === 'flows' && patch.path.length <= 4)
}

/** How many nodes all flows of a project have. */
export function countNodes(project: Project): number {
  return Object.values(project.flows).reduce((sum, flow) => sum + Object.keys(flow.nodes).length, 0)
}

/** Writes a path as a JSON pointer (RFC 6901). */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
