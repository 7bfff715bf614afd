import { findJsonMistake, jsonBoundsProblem, LIMITS } from '@halley/model'
import { Lexer, parseDocument } from 'yaml'
import { isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'

/** Why a document cannot be read at all, with the place where there is one; lines and columns from 1. `limit` is the limit that it is over, in the unit that the message says. */
export type DocumentRefusal = { readonly ok: false; readonly message: string; readonly line?: number; readonly column?: number; readonly limit?: number }

/** Aliases that one YAML document may use, those inside of aliased parts counted each time: what people write by hand has a few. */
const YAML_ALIASES = 100

/** Keys and values that one YAML document may have: reading takes ten times as long as of JSON, which may have more. */
const YAML_SCALARS = 100_000

/**
 * Reads a document as people have it, JSON or YAML, into JSON. Sizes, depth and names are checked as for a project's file; aliases of YAML
 * are counted, its own types are refused.
 */
export function readDocument(text: string): { readonly ok: true; readonly value: JsonObject } | DocumentRefusal {
  // Of UTF-8, a text has at least as many bytes as characters; that the file is not too large in bytes, its reader has seen.
  if (text.length > LIMITS.projectBytes) return refused(`The document has ${text.length} characters; the limit is ${LIMITS.projectBytes}.`, LIMITS.projectBytes)
  const parsed = /^\uFEFF?\s*\{/.test(text) ? parseJson(text.replace(/^\uFEFF/, '')) : parseYaml(text)
  if (!parsed.ok) return parsed
  const bounds = jsonBoundsProblem(parsed.value, { depth: LIMITS.jsonDepth, values: LIMITS.projectJsonValues })
  if (bounds?.reason === 'key') return refused(`The document uses "${bounds.key ?? ''}" as a name, which is refused.`)
  if (bounds !== undefined) return refused(bounds.reason === 'depth' ? `The document is nested deeper than ${bounds.limit} levels.` : `The document has more than ${bounds.limit} values.`, bounds.limit)
  if (!isObject(parsed.value)) return refused('This is not an AsyncAPI document: that is an object which begins with asyncapi and its version.')
  return { ok: true, value: parsed.value }
}

type Parsed = { readonly ok: true; readonly value: unknown } | DocumentRefusal

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    const mistake = findJsonMistake(text)
    // What begins with a brace may be YAML all the same: {asyncapi: 3.0.0}.
    const yaml = parseYaml(text)
    return yaml.ok || mistake === undefined ? yaml : { ok: false, message: `The document is not JSON: ${mistake.what} in line ${mistake.line}, column ${mistake.column}.`, line: mistake.line, column: mistake.column }
  }
}

function parseYaml(text: string): Parsed {
  const problem = sizeProblem(text)
  if (problem !== undefined) return problem
  const document = parseDocument(text, { schema: 'core', version: '1.2', merge: false, resolveKnownTags: false, uniqueKeys: true, strict: true, prettyErrors: true, logLevel: 'silent' })
  const [mistake] = [...document.errors, ...document.warnings]
  if (mistake !== undefined) {
    // Lines that go in and in, each by one more.
    if (mistake.message.includes('call stack')) return refused(`The document is nested deeper than ${LIMITS.jsonDepth} levels.`, LIMITS.jsonDepth)
    const [place] = mistake.linePos ?? []
    const [what = ''] = mistake.message.split('\n')
    return { ok: false, message: `The document cannot be read as YAML: ${what.replace(/:$/, '')}.`, ...(place !== undefined && { line: place.line, column: place.col }) }
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: YAML_ALIASES }) }
  } catch (cause) {
    return cause instanceof ReferenceError ? refused(`The document uses more than ${YAML_ALIASES} aliases of YAML, or one that is not there; write the parts out.`, YAML_ALIASES) : refused('The document cannot be read as YAML.')
  }
}

// Before anything is built of it: the parser goes down into what is nested, and a hostile text could take it too far.
function sizeProblem(text: string): DocumentRefusal | undefined {
  let [flow, indicators, scalars] = [0, 0, 0]
  let before = ''
  for (const lexeme of new Lexer().lex(text)) {
    const isValue = before === SCALAR
    before = lexeme
    // What looks like a sign may be a text.
    if (isValue) continue
    if (lexeme === '[' || lexeme === '{') flow += 1
    else if (lexeme === ']' || lexeme === '}') flow -= 1
    else if (lexeme === '-' || lexeme === '?' || lexeme === ':') indicators += 1
    else if (lexeme === SCALAR || lexeme.startsWith('"') || lexeme.startsWith("'")) scalars += 1
    else if (lexeme === '---' && scalars > 0) return refused('There are several YAML documents in one file; keep the one that is to be imported.')
    else if (lexeme.startsWith('\n') || lexeme.startsWith('\r')) indicators = 0
    if (flow > LIMITS.jsonDepth || (flow === 0 && indicators > LIMITS.jsonDepth)) return refused(`The document is nested deeper than ${LIMITS.jsonDepth} levels.`, LIMITS.jsonDepth)
    if (scalars > YAML_SCALARS) return refused(`The document has more than ${YAML_SCALARS} names and values in YAML; write it as JSON.`, YAML_SCALARS)
  }
  return undefined
}

/** What the lexer of YAML writes before a value without quotes. */
const SCALAR = '\u001F'

function refused(message: string, limit?: number): DocumentRefusal {
  return { ok: false, message, ...(limit !== undefined && { limit }) }
}
