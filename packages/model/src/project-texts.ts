import { isBranch, type PatchValue } from './edits/document-patcher.ts'
import { nameChains, templateExpressions, writtenTexts, type NameChain, type NameInText } from './expression-text.ts'
import type { Place } from './diagnostics.ts'
import type { Project } from './project.ts'
import type { Rule } from './rule.ts'

/** A text of a project that may hold expressions, where it is, and the names in it (offsets into `text`). */
export type TextOfProject = {
  readonly place: Place
  readonly text: string
  readonly names: readonly NameChain[]
  /** The texts in quotes in its expressions. */
  readonly written: readonly NameInText[]
  /** Where the text is, from the project's root. */
  readonly path: readonly string[]
}

/** Settings of node kinds whose whole text is an expression; every other text is a template with `{expression}` parts. */
const EXPRESSION_KEYS: ReadonlySet<string> = new Set(['expression', 'condition', 'key', 'recipients', 'source', 'list', 'filter', 'sort', 'duration', 'until', 'visibleWhen', 'bodyExpression', 'dataExpression'])

/** The same for widgets of screens, where these names mean nothing else. */
const WIDGET_EXPRESSION_KEYS: ReadonlySet<string> = new Set(['when', 'value', 'max'])

/** Every text of a project's nodes, navigation items and notification rules that mentions a name of the data, perhaps only in quotes. */
export function* textsOfProject(project: Project, mention: string): Generator<TextOfProject> {
  for (const item of Object.values(project.navigation)) {
    if (!item.visibleWhen.includes(mention)) continue
    yield {
      place: { type: 'resource', collection: 'navigation', id: item.id },
      text: item.visibleWhen,
      ...readExpression(item.visibleWhen),
      path: ['navigation', item.id, 'visibleWhen'],
    }
  }
  for (const rule of Object.values(project.rules)) {
    for (const { path, text, isExpression } of textsOfRule(rule)) {
      if (!text.includes(mention)) continue
      yield { place: { type: 'resource', collection: 'rules', id: rule.id, path }, text, ...(isExpression ? readExpression(text) : readTemplate(text)), path: ['rules', rule.id, ...path] }
    }
  }
  for (const flow of Object.values(project.flows)) {
    const visibleWhen = flow.endpoint?.visibleWhen ?? ''
    if (visibleWhen.includes(mention)) {
      yield { place: { type: 'resource', collection: 'flows', id: flow.id }, text: visibleWhen, ...readExpression(visibleWhen), path: ['flows', flow.id, 'endpoint', 'visibleWhen'] }
    }
    for (const node of Object.values(flow.nodes)) {
      for (const { path, text } of textsIn(node.config)) {
        if (!text.includes(mention)) continue
        const isExpression = EXPRESSION_KEYS.has(lastName(path)) || (path.includes('widgets') && WIDGET_EXPRESSION_KEYS.has(lastName(path)))
        if (!isExpression && !text.includes('{')) continue
        yield {
          place: { type: 'node', flowId: flow.id, nodeId: node.id, path },
          text,
          ...(isExpression ? readExpression(text) : readTemplate(text)),
          path: ['flows', flow.id, 'nodes', node.id, 'config', ...path],
        }
      }
    }
  }
}

function textsOfRule({ condition, recipients, title, body, link }: Rule): { readonly path: readonly string[]; readonly text: string; readonly isExpression: boolean }[] {
  return [
    { path: ['condition'], text: condition, isExpression: true },
    { path: ['recipients', 'expression'], text: recipients.expression, isExpression: true },
    { path: ['title'], text: title, isExpression: false },
    { path: ['body'], text: body, isExpression: false },
    ...(link.type === 'address' ? [{ path: ['link', 'url'], text: link.url, isExpression: false }] : []),
  ]
}

const rowsAndCopies: ReadonlySet<string> = new Set(['received', 'current'])

/** The names in a text that mean a thing by its written path (`['Ticket']`, `['Ticket', 'subject']`), after `received.` and `current.` as well. */
export function namesOf(text: TextOfProject, path: readonly string[]): NameInText[] {
  return text.names.flatMap((chain) => {
    if (!chain.rooted) return []
    const names = rowsAndCopies.has(chain.names[0]?.text ?? '') ? chain.names.slice(1) : chain.names
    const last = names[path.length - 1]
    return last !== undefined && path.every((name, index) => names[index]?.text === name) ? [last] : []
  })
}

// Iterative: a config may be as deep as a document may be.
function* textsIn(config: PatchValue): Generator<{ readonly path: string[]; readonly text: string }> {
  const open: { path: string[]; value: PatchValue | undefined }[] = [{ path: [], value: config }]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { path, value } = top
    if (typeof value === 'string') yield { path, text: value }
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) open.push({ path: [...path, String(index)], value: item })
    else if (isBranch(value)) for (const key of Object.keys(value)) open.push({ path: [...path, key], value: value[key] })
  }
}

function lastName(path: readonly string[]): string {
  return path.findLast((step) => !/^\d+$/.test(step)) ?? ''
}

function readExpression(source: string): Pick<TextOfProject, 'names' | 'written'> {
  return { names: nameChains(source), written: writtenTexts(source) }
}

function readTemplate(template: string): Pick<TextOfProject, 'names' | 'written'> {
  const parts = templateExpressions(template)
  const shifted = (names: readonly NameInText[], by: number): NameInText[] => names.map((name) => ({ ...name, from: name.from + by, to: name.to + by }))
  return {
    names: parts.flatMap(({ source, from }) => nameChains(source).map((chain) => ({ ...chain, names: shifted(chain.names, from) }))),
    written: parts.flatMap(({ source, from }) => shifted(writtenTexts(source), from)),
  }
}
