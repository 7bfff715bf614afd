import { readFileSync, readdirSync } from 'node:fs'
import { childOf, childrenOf, listOf, nameOf, parseSource, propertyOf, textsOf, type SyntaxNode } from './source-tree.ts'

/** One code as the sources report it. Without severities it is no problem of a drawing: a file is refused by it, or a run fails. */
export type ReportedCode = {
  readonly code: string
  readonly severities: readonly string[]
  /** What it says, with `…` for what is known only when it is said. */
  readonly texts: readonly string[]
  readonly fixes: readonly string[]
  readonly path: string
}

type Source = { readonly path: string; readonly text: string }
type Scanned = { readonly path: string; readonly text: string; readonly root: SyntaxNode }

/** Codes of zod's own issues, which are no codes of ours. */
const FOREIGN: ReadonlySet<string> = new Set(['custom'])

const EXPRESSIONS = 'packages/engine/src/expressions/'

/** Every code that model, engine and nodes can report, read off their sources. Throws, with file and line, for a code that is not written out. */
export function readProblemCodes(sources: readonly Source[] = sourcesOf(['packages/model/src', 'packages/engine/src', 'packages/nodes/src/kinds'])): ReportedCode[] {
  const found = sources.flatMap((source) => codesIn({ ...source, root: parseSource(source.path, source.text) }))
  const byCode = new Map<string, ReportedCode>()
  for (const one of found) {
    const key = `${one.code} ${one.severities.length > 0 || one.code.startsWith('expression/') ? 'problem' : 'failure'}`
    const known = byCode.get(key)
    byCode.set(key, known === undefined ? one : { ...known, severities: union(known.severities, one.severities), texts: union(known.texts, one.texts), fixes: union(known.fixes, one.fixes) })
  }
  return [...byCode.values()].toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
}

function union(left: readonly string[], right: readonly string[]): string[] {
  return [...new Set([...left, ...right])]
}

function sourcesOf(folders: readonly string[]): Source[] {
  const root = new URL('../../', import.meta.url)
  return folders.flatMap((folder) => readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test(-fixture)?\.ts$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted()
    .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') })))
}

function codesIn(source: Scanned): ReportedCode[] {
  const found: ReportedCode[] = []
  const visit = (node: SyntaxNode, around: readonly SyntaxNode[]): void => {
    const code = node.type === 'ObjectExpression' ? propertyOf(node, 'code') : undefined
    if (code !== undefined) found.push(...codesOfObject(source, { object: node, code, around }))
    if (node.type === 'NewExpression' && nameOf(childOf(node, 'callee')) === 'ExpressionFault') found.push(...codesOfFault(source, node))
    for (const child of childrenOf(node)) visit(child, [...around, node])
  }
  visit(source.root, [])
  return found
}

/** What stands for a name of a reported object: its own property, or what was passed for it. */
type Given = (name: string) => SyntaxNode | undefined
type Place = { readonly source: Scanned; readonly around: readonly SyntaxNode[] }

/** `{ code: 'area/reason', severity, text }`, or one in which `code` is a parameter: then its function reports, and its calls are looked at. */
function codesOfObject(source: Scanned, { object, code, around }: { readonly object: SyntaxNode; readonly code: SyntaxNode; readonly around: readonly SyntaxNode[] }): ReportedCode[] {
  // `{ code: { type: 'text' } }` describes such an object.
  if (isForwarded(code, around) || code.type === 'ObjectExpression') return []
  const given: Given = (name) => propertyOf(object, name)
  const fixes = ['fix', 'otherFix'].flatMap((name) => fixesOf(object, name))
  // `area/${code}`: a function that reports one area only.
  const [inTemplate] = code.type === 'TemplateLiteral' ? listOf(code, 'expressions') : []
  if ((nameOf(code) ?? nameOf(inTemplate)) !== 'code') return written(source, code).map((text) => described({ code: text, given, fixes, path: source.path }))
  const area = inTemplate === undefined ? '' : (textsOf(code)[0]?.split('…')[0] ?? '')
  return codesOfCalls({ source, around }, given).map(({ code: text, given: passed }) => described({ code: `${area}${text}`, given: passed, fixes, path: source.path }))
}

/** The codes that the function around a place is called with, through as many functions as hand them on. */
function codesOfCalls({ source, around }: Place, given: Given): { readonly code: string; readonly given: Given }[] {
  const reporter = around.findLast((node) => parametersOf(node).includes('code'))
  if (reporter === undefined) throw notWritten(source, around.at(-1) ?? source.root)
  const parameters = parametersOf(reporter)
  return callsOf(source.root, functionName(reporter, around)).flatMap(({ call, around: aroundCall }) => {
    const handed = listOf(call, 'arguments')
    const passed: Given = (name) => {
      const own = given(name)
      const index = parameters.indexOf(nameOf(own) ?? '')
      return index < 0 ? own : handed[index]
    }
    const code = handed[parameters.indexOf('code')]
    if (code === undefined || code.type === 'MemberExpression' || aroundCall.includes(reporter)) return []
    if (nameOf(code) === 'code') return codesOfCalls({ source, around: aroundCall }, passed)
    return written(source, code).map((text) => ({ code: text, given: passed }))
  })
}

function described({ code, given, fixes, path }: { readonly code: string; readonly given: Given; readonly fixes: readonly string[]; readonly path: string }): ReportedCode {
  const severity = given('severity')
  return { code, severities: severity === undefined ? [] : textsOf(severity), texts: textsOf(given('text') ?? given('message')), fixes, path }
}

function codesOfFault(source: Scanned, node: SyntaxNode): ReportedCode[] {
  const [code, message] = listOf(node, 'arguments')
  if (code === undefined) throw notWritten(source, node)
  return written(source, code).map((text) => ({ code: text, severities: [], texts: textsOf(message), fixes: [], path: source.path }))
}

/** The codes that an expression can be. Those of expressions get their area where they become problems. */
function written(source: Scanned, code: SyntaxNode): string[] {
  const texts = textsOf(code)
  if (texts.some((text) => text.includes('…') && text !== 'expression/…')) throw notWritten(source, code)
  return texts.filter((text) => !FOREIGN.has(text) && text !== 'expression/…').map((text) => (source.path.startsWith(EXPRESSIONS) ? `expression/${text}` : text))
}

/** `error.code`, or a name taken out of what another place has reported. */
function isForwarded(code: SyntaxNode, around: readonly SyntaxNode[]): boolean {
  if (code.type === 'MemberExpression') return true
  const name = nameOf(code)
  if (name === undefined) return false
  return around.some((node) => [...listOf(node, 'params'), ...declaredIn(node)].some((pattern) => pattern.type === 'ObjectPattern' && listOf(pattern, 'properties').some((property) => nameOf(childOf(property, 'value')) === name)))
}

function declaredIn(node: SyntaxNode): SyntaxNode[] {
  return listOf(node, 'body').filter((statement) => statement.type === 'VariableDeclaration').flatMap((declaration) => listOf(declaration, 'declarations')).flatMap((declarator) => childOf(declarator, 'id') ?? [])
}

function parametersOf(node: SyntaxNode): (string | undefined)[] {
  return listOf(node, 'params').map(nameOf)
}

function functionName(reporter: SyntaxNode, around: readonly SyntaxNode[]): string | undefined {
  return nameOf(childOf(reporter, 'id')) ?? nameOf(childOf(around[around.indexOf(reporter) - 1], 'id'))
}

function callsOf(node: SyntaxNode, name: string | undefined, around: readonly SyntaxNode[] = []): { readonly call: SyntaxNode; readonly around: readonly SyntaxNode[] }[] {
  const own = node.type === 'CallExpression' && name !== undefined && nameOf(childOf(node, 'callee')) === name ? [{ call: node, around }] : []
  return [...own, ...childrenOf(node).flatMap((child) => callsOf(child, name, [...around, node]))]
}

/** Types of the fixes that an object offers, also where it has them only under a condition (`...(x && { fix: … })`). */
function fixesOf(object: SyntaxNode, name: string): string[] {
  const spread = listOf(object, 'properties').filter((property) => property.type === 'SpreadElement')
  const places = [propertyOf(object, name), ...spread.flatMap((one) => objectsBelow(one)).map((one) => propertyOf(one, name))]
  return places.flatMap((place) => (place?.type === 'ObjectExpression' ? textsOf(propertyOf(place, 'type')) : []))
}

function objectsBelow(node: SyntaxNode): SyntaxNode[] {
  return [...(node.type === 'ObjectExpression' ? [node] : []), ...childrenOf(node).flatMap(objectsBelow)]
}

function notWritten({ path, text }: Scanned, node: SyntaxNode): Error {
  const line = text.slice(0, node.start).split('\n').length
  return new Error(`${path}:${line}: this code is not written out, so docs/diagnostics.md cannot have it. To do: write it as a literal, or as an argument of a function whose parameter is called "code".`)
}
