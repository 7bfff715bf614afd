import { isBranch, type PatchValue } from './edits/document-patcher.ts'
import { nameChains, templateExpressions, type NameChain, type NameInText } from './expression-text.ts'
import type { Place } from './diagnostics.ts'
import type { Project } from './project.ts'

/** A text of a project that may hold expressions, where it is, and the names in it (offsets into `text`). */
export type TextOfProject = {
  readonly place: Place
  readonly text: string
  readonly names: readonly NameChain[]
  /** Puts another text there; only on a draft. */
  readonly write: (text: string) => void
}

/** Settings of node kinds whose whole text is an expression; every other text is a template with `{expression}` parts. */
const EXPRESSION_KEYS: ReadonlySet<string> = new Set(['expression', 'condition', 'key', 'recipients', 'source', 'filter', 'sort', 'visibleWhen'])

/** Every text of a project's nodes and navigation items in which names of the data may stand. */
export function* textsOfProject(project: Project): Generator<TextOfProject> {
  for (const item of Object.values(project.navigation)) {
    if (item.visibleWhen === '') continue
    yield {
      place: { type: 'resource', collection: 'navigation', id: item.id },
      text: item.visibleWhen,
      names: nameChains(item.visibleWhen),
      write: (text) => { item.visibleWhen = text },
    }
  }
  for (const flow of Object.values(project.flows)) {
    for (const node of Object.values(flow.nodes)) {
      for (const { path, text, owner, key } of textsIn(node.config)) {
        const isExpression = EXPRESSION_KEYS.has(lastName(path))
        if (!isExpression && !text.includes('{')) continue
        yield {
          place: { type: 'node', flowId: flow.id, nodeId: node.id, path },
          text,
          names: isExpression ? nameChains(text) : templateExpressions(text).flatMap((part) => shifted(nameChains(part.source), part.from)),
          write: (next) => { owner[key] = next },
        }
      }
    }
  }
}

/** The names in a text that mean a thing by its written path (`['Ticket']`, `['Ticket', 'subject']`), after `received.` as well. */
export function namesOf(text: TextOfProject, path: readonly string[]): NameInText[] {
  return text.names.flatMap((chain) => {
    if (!chain.rooted) return []
    const names = chain.names[0]?.text === 'received' ? chain.names.slice(1) : chain.names
    const last = names[path.length - 1]
    return last !== undefined && path.every((name, index) => names[index]?.text === name) ? [last] : []
  })
}

type TextInConfig = { readonly path: string[]; readonly text: string; readonly owner: { [key: string]: PatchValue }; readonly key: string }

// Iterative: a config may be as deep as a document may be.
function* textsIn(config: { [key: string]: PatchValue }): Generator<TextInConfig> {
  const open: { path: string[]; owner: { [key: string]: PatchValue } }[] = [{ path: [], owner: config }]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    for (const key of Object.keys(top.owner)) {
      const value = top.owner[key]
      const path = [...top.path, key]
      if (typeof value === 'string') yield { path, text: value, owner: top.owner, key }
      // Arrays are walked like objects; their indexes are keys.
      else if (isBranch(value) || Array.isArray(value)) open.push({ path, owner: value as { [key: string]: PatchValue } })
    }
  }
}

function lastName(path: readonly string[]): string {
  return path.findLast((step) => !/^\d+$/.test(step)) ?? ''
}

function shifted(chains: readonly NameChain[], by: number): NameChain[] {
  return chains.map((chain) => ({ ...chain, names: chain.names.map((name) => ({ ...name, from: name.from + by, to: name.to + by })) }))
}
