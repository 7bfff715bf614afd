import { connectionAddress, type Project } from '@halley/model'

/** What a project does outside of its screens when it runs: for whoever is asked to allow that. */
export type OutsideReach = {
  /** Services that its flows ask or read streams from, AI models of its agents, and mail servers that it sends by, each once; the address is null where the flow works it out. */
  readonly services: readonly { readonly name: string; readonly address: string | null }[]
  /** HTTP requests that it answers. */
  readonly endpoints: readonly { readonly name: string; readonly method: string; readonly path: string }[]
  /** The flowchart that runs by itself when the application starts; null for none. */
  readonly applicationStart: string | null
}

/** Reads off a project what it would do outside of its screens. */
export function outsideReach(project: Project): OutsideReach {
  const services = new Map<string, OutsideReach['services'][number]>()
  const endpoints: { name: string; method: string; path: string }[] = []
  for (const { name, type, endpoint, nodes } of Object.values(project.flows)) {
    if (type === 'endpoint') endpoints.push({ name, method: endpoint?.method ?? 'GET', path: endpoint?.path ?? '/' })
    for (const { kind, config } of Object.values(nodes)) {
      if (kind !== 'http-request' && !(kind === 'stream' && config['sourceType'] !== 'text' && config['sourceType'] !== undefined)) continue
      const service = serviceOf(project, config)
      services.set(JSON.stringify(service), service)
    }
  }
  const add = (service: OutsideReach['services'][number]): void => void services.set(JSON.stringify(service), service)
  for (const { agents } of Object.values(project.rooms)) {
    for (const { by } of Object.values(agents)) if (by.type === 'model' && project.connections[by.connectionId ?? '']?.settings.type === 'model') add(serviceOf(project, { connectionId: by.connectionId }))
  }
  for (const { id } of mailServersOf(project)) add(serviceOf(project, { connectionId: id }))
  return { services: [...services.values()], endpoints, applicationStart: project.flows[project.settings.onApplicationStartFlowId ?? '']?.name ?? null }
}

/** The mail servers by which rules and Notify nodes may send. */
function mailServersOf({ connections, rules, flows }: Project): Project['connections'][string][] {
  const mails = Object.values(rules).some(({ ways }) => ways.email) || Object.values(flows).some(({ nodes }) => Object.values(nodes).some(({ kind }) => kind === 'notify'))
  return mails ? Object.values(connections).filter(({ settings }) => settings.type === 'smtp') : []
}

/** Does it reach nothing? Then there is nothing to be asked. */
export function reachesNothing({ services, endpoints, applicationStart }: OutsideReach): boolean {
  return services.length === 0 && endpoints.length === 0 && applicationStart === null
}

function serviceOf({ connections }: Project, config: Readonly<Record<string, unknown>>): OutsideReach['services'][number] {
  const { connectionId, url } = config
  const connection = typeof connectionId === 'string' ? connections[connectionId] : undefined
  const address = originOf(connection === undefined ? (typeof url === 'string' ? url : '') : connectionAddress(connection.settings))
  return { name: connection?.name ?? address ?? 'An address that the flowchart works out', address }
}

/** Scheme, host and port of what is written as an address; null where an expression decides about them. */
function originOf(address: string): string | null {
  const written = /^\s*((?:https?|smtp):\/\/[^/?#{}\s]+)(?=[/?#]|\s*$)/i.exec(address)?.[1]
  return written?.toLowerCase() ?? null
}
