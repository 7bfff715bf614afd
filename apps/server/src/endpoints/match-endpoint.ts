import type { CompiledEndpoint } from '@halley/engine'

/** An endpoint that has the request, with the values of its path parameters. */
export type MatchedEndpoint = { readonly type: 'found'; readonly compiled: CompiledEndpoint; readonly path: ReadonlyMap<string, string> }
export type EndpointMatch = MatchedEndpoint | { readonly type: 'otherMethod'; /** Methods that the path has, as the Allow header says them. */ readonly allow: readonly string[] } | { readonly type: 'none' }

/** Finds the endpoint that has a method and a path of decoded segments. Where several have it, words go before parameters, from the left. HEAD is asked as GET. */
export function matchEndpoint(endpoints: Iterable<CompiledEndpoint>, method: string, path: readonly string[]): EndpointMatch {
  const having = [...endpoints].filter(({ segments }) => segments.length === path.length && segments.every((segment, at) => segment.type === 'parameter' ? path[at] !== '' : segment.text === path[at]))
  if (having.length === 0) return { type: 'none' }
  const wanted = method === 'HEAD' ? 'GET' : method
  const [best] = having.filter(({ endpoint }) => endpoint.method === wanted).sort((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1))
  if (best === undefined) return { type: 'otherMethod', allow: allowed(having) }
  return { type: 'found', compiled: best, path: new Map(best.segments.flatMap((segment, at) => (segment.type === 'parameter' ? [[segment.name, path[at] ?? ''] as const] : []))) }
}

/** The methods of endpoints as the Allow header lists them. */
function allowed(endpoints: readonly CompiledEndpoint[]): string[] {
  const methods = new Set<string>(endpoints.map(({ endpoint }) => endpoint.method))
  return [...(methods.has('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS'].sort()
}

// `0` for words, `1` for a parameter: the text that is smaller is more specific.
function rankOf({ segments }: CompiledEndpoint): string {
  return segments.map(({ type }) => (type === 'literal' ? '0' : '1')).join('')
}
