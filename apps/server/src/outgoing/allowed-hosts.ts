import { BlockList, isIP } from 'node:net'
import { plainAddress } from './inside-addresses.ts'

/** What an operator lets flows reach although it is inside: a name with all that it leads to, or addresses however they are named; null is any port. */
export type AllowedHost =
  | { readonly type: 'name'; readonly name: string; readonly port: number | null }
  | { readonly type: 'network'; readonly network: BlockList; readonly port: number | null }

/** Where a connection is about to go: the name as the URL has it, and the address that is dialled for it. */
export type Destination = { readonly host: string; readonly address: string; readonly port: number }

/** Reads one entry: `host`, `host:port`, an address with or without a port (IPv6 then in brackets), or a network such as `10.1.0.0/16`. Undefined when it is none of them. */
export function readAllowedHost(entry: string): AllowedHost | undefined {
  const [, network, bits] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(entry) ?? []
  if (network !== undefined) return networkOf(network, Number(bits), null)
  if (isIP(entry) === 6) return networkOf(entry, 128, null)
  const [, host, digits] = /^(\[[\da-f.:]+\]|[a-z\d._-]+)(?::(\d{1,5}))?$/i.exec(entry) ?? []
  if (host === undefined) return undefined
  const port = digits === undefined ? null : Number(digits)
  if (port === 0 || (port ?? 0) > 65_535 || !URL.canParse(`http://${host}`)) return undefined
  const name = nameOf(new URL(`http://${host}`).hostname)
  return isIP(name) === 0 ? { type: 'name', name, port } : networkOf(name, isIP(name) === 4 ? 32 : 128, port)
}

/** States whether an operator allows a destination. */
export function isAllowed({ host, address, port }: Destination, allowed: readonly AllowedHost[]): boolean {
  const plain = plainAddress(address)
  const family = isIP(plain) === 4 ? 'ipv4' : 'ipv6'
  return allowed.some((rule) => (rule.port === null || rule.port === port) && (rule.type === 'name' ? rule.name === nameOf(host) : rule.network.check(plain, family)))
}

/** A host as it is compared: without the brackets of an address and the dot that may end a full name. */
export function nameOf(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

function networkOf(address: string, bits: number, port: number | null): AllowedHost | undefined {
  const version = isIP(address)
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return undefined
  const network = new BlockList()
  network.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6')
  return { type: 'network', network, port }
}
