/** One part of an endpoint's path: words that have to be there, or a parameter that takes what is there. */
export type PathSegment = { readonly type: 'literal'; readonly text: string } | { readonly type: 'parameter'; readonly name: string }

export type PathReading = { readonly ok: true; readonly segments: readonly PathSegment[] } | { readonly ok: false; readonly text: string }

/** What may stand in an address as it is, without `%`: one way to write each path. */
const LITERAL = /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/
const PARAMETER = /^\{([A-Za-z][A-Za-z0-9_]{0,62})\}$/

/** Reads the path template of an endpoint, such as `/order/{id}/status`. `/` alone has no segments. */
export function readPathTemplate(path: string): PathReading {
  if (!path.startsWith('/')) return { ok: false, text: `The path "${path.slice(0, 60)}" has to begin with /.` }
  if (path === '/') return { ok: true, segments: [] }
  const segments: PathSegment[] = []
  const names = new Set<string>()
  for (const text of path.slice(1).split('/')) {
    const name = PARAMETER.exec(text)?.[1]
    if (name !== undefined) {
      if (names.has(name)) return { ok: false, text: `The path has two parameters "${name}"; give one another name.` }
      names.add(name)
      segments.push({ type: 'parameter', name })
    } else if (text === '') return { ok: false, text: 'The path has an empty part: it may not end with / or hold //.' }
    else if (/[{}]/.test(text)) return { ok: false, text: `"${text.slice(0, 60)}" is no parameter: a parameter is a whole part of the path, such as {id}, of letters, digits and _.` }
    else if (text === '.' || text === '..' || !LITERAL.test(text)) return { ok: false, text: `"${text.slice(0, 60)}" cannot stand in a path; use letters, digits, - and _.` }
    else segments.push({ type: 'literal', text })
  }
  return { ok: true, segments }
}

/** Says a path in a form that is equal for paths that the same requests have: `/order/{}/status`. */
export function pathShape(segments: readonly PathSegment[]): string {
  return `/${segments.map((segment) => (segment.type === 'literal' ? segment.text : '{}')).join('/')}`
}
