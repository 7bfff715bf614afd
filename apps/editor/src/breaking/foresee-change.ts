import { checkProject, type Program } from '@halley/engine'
import { nameChains, recordEdit, writtenTexts, type Diagnostic, type Project, type Recipe } from '@halley/model'
import { catalog } from '@halley/nodes'
import { renamedThings, type Renamed } from './renamed-things.ts'

/** What a change will do: itself with the texts that follow its renames, and the problems that are new after it. */
export type ForeseenChange = { readonly recipe: (draft: Project) => void; readonly problems: readonly Diagnostic[] }

/** Where in a text something is wrong; not exact when the problem tells the text only. */
type Range = { readonly from: number; readonly to: number; readonly isOption: boolean; readonly isExact: boolean }

type Correction = { readonly path: readonly string[]; readonly before: string; readonly text: string }

/** What is renamed inside of what is renamed shows only when the outer name is right again. */
const ROUNDS = 4

/**
 * Tries a change out. Where it renames something, the checker knows every place that no longer finds its name (`row.subject`
 * after a loop, `first(orders).state`, a written option): those that checked before get the new name. What is wrong all the
 * same and was not before are the new problems. `previous` is a program of the project that makes checking cheaper.
 */
export function foreseeChange(project: Project, recipe: Recipe, previous?: Program): ForeseenChange {
  const before = checkProject(project, catalog, previous)
  let after = recordEdit(project, recipe).project
  let check = checkProject(after, catalog, before.program)
  const renamed = renamedThings(project, after)
  const corrections: Correction[] = []
  for (let round = 0; round < ROUNDS && renamed.length > 0; round += 1) {
    const found = correctionsOf(after, newProblems(before.diagnostics, check.diagnostics), renamed)
    if (found.length === 0) break
    const corrected = recordEdit(after, (draft) => correct(draft, found)).project
    const checked = checkProject(corrected, catalog, check.program)
    // A name that is put in without need would break what was whole.
    if (newProblems(before.diagnostics, checked.diagnostics).length > newProblems(before.diagnostics, check.diagnostics).length) break
    corrections.push(...found)
    after = corrected
    check = checked
  }
  return {
    recipe: (draft) => {
      recipe(draft)
      correct(draft, corrections)
    },
    problems: newProblems(before.diagnostics, check.diagnostics).filter(({ severity }) => severity !== 'hint'),
  }
}

/** The problems that one check has and an earlier one had not, told by what they are about: their words may hold a name that changed. */
export function newProblems(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic[] {
  const known = new Map<string, number>()
  for (const problem of before) known.set(subjectOf(problem), (known.get(subjectOf(problem)) ?? 0) + 1)
  return after.filter((problem) => {
    const left = known.get(subjectOf(problem)) ?? 0
    known.set(subjectOf(problem), left - 1)
    return left <= 0
  })
}

function subjectOf({ code, place }: Diagnostic): string {
  switch (place.type) {
    case 'project': return code
    case 'resource': return [code, place.collection, place.id, place.memberId, ...(place.path ?? [])].join('/')
    case 'node': return [code, place.flowId, place.nodeId, place.exit, ...(place.path ?? [])].join('/')
  }
}

function correctionsOf(project: Project, problems: readonly Diagnostic[], renamed: readonly Renamed[]): Correction[] {
  const byText = new Map<string, { path: readonly string[]; text: string; ranges: Range[] }>()
  for (const { code, place } of problems) {
    const isOption = code === 'expression/not-a-choice-value'
    if (!isOption && code !== 'expression/unknown-field' && code !== 'expression/unknown-name') continue
    const path = pathOf(place)
    const text = path === undefined ? undefined : textAt(project, path)
    if (path === undefined || text === undefined) continue
    const range = place.type !== 'project' && place.from !== undefined ? { from: place.from, to: place.to ?? text.length, isExact: true } : { from: 0, to: text.length, isExact: false }
    const known = byText.get(path.join('/')) ?? { path, text, ranges: [] }
    known.ranges.push({ ...range, isOption })
    byText.set(path.join('/'), known)
  }
  return [...byText.values()].flatMap(({ path, text, ranges }) => {
    const corrected = withNewNames(text, ranges, renamed)
    return corrected === text ? [] : [{ path, before: text, text: corrected }]
  })
}

function withNewNames(text: string, ranges: readonly Range[], renamed: readonly Renamed[]): string {
  const places = new Map<number, { readonly to: number; readonly name: string }>()
  for (const { from, to, isOption, isExact } of ranges) {
    const part = text.slice(from, to)
    // Where only the text is known, the names of fields are meant: those behind a dot.
    const names = isOption ? writtenTexts(part) : isExact ? [...nameChains(part).flatMap((chain) => chain.names), ...writtenTexts(part)] : nameChains(part).flatMap((chain) => (chain.rooted ? chain.names.slice(1) : chain.names))
    for (const found of names) {
      const name = renamed.find((thing) => thing.before === found.text && (thing.type === 'option') === isOption)?.after
      if (name !== undefined) places.set(from + found.from, { to: from + found.to, name })
    }
  }
  return [...places].toSorted(([left], [right]) => right - left).reduce((source, [from, { to, name }]) => source.slice(0, from) + name + source.slice(to), text)
}

// Where the text of a problem is, from the project's root.
function pathOf(place: Diagnostic['place']): readonly string[] | undefined {
  if (place.type === 'node') return place.path === undefined ? undefined : ['flows', place.flowId, 'nodes', place.nodeId, 'config', ...place.path]
  if (place.type !== 'resource') return undefined
  switch (place.collection) {
    case 'navigation': return ['navigation', place.id, 'visibleWhen']
    case 'flows': return ['flows', place.id, 'endpoint', 'visibleWhen']
    case 'rules': return place.path === undefined ? undefined : ['rules', place.id, ...place.path]
    default: return undefined
  }
}

function textAt(project: object, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>((place, step) => (typeof place === 'object' && place !== null ? Reflect.get(place, step) : undefined), project)
  return typeof value === 'string' ? value : undefined
}

function correct(draft: object, corrections: readonly Correction[]): void {
  for (const { path, before, text } of corrections) {
    const holder = path.slice(0, -1).reduce<unknown>((place, step) => (typeof place === 'object' && place !== null ? Reflect.get(place, step) : undefined), draft)
    const key = path.at(-1) ?? ''
    // Somebody else may have changed the text since.
    if (typeof holder === 'object' && holder !== null && Reflect.get(holder, key) === before) Reflect.set(holder, key, text)
  }
}
