import { BlockList, isIPv4 } from 'node:net'

/**
 * IPv4 networks that are not the public internet, as IANA's registry of special addresses has them (RFC 6890 and its updates). The metadata
 * services of clouds are among them (169.254.169.254, 100.100.100.200, 192.0.0.192), all but Azure's, which has an address that looks public.
 */
const INSIDE_IPV4: readonly string[] = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32',
]

/** All that IPv6 has given out for the public internet; loopback, link-local, unique local and multicast addresses lie outside of it. */
const PUBLIC_IPV6 = '2000::/3'

/** Networks within `PUBLIC_IPV6` that are not public: protocol assignments with Teredo, and documentation. */
const INSIDE_IPV6: readonly string[] = ['2001::/23', '2001:db8::/32', '3fff::/20']

const insideIpv4 = blockListOf(INSIDE_IPV4, 'ipv4')
const publicIpv6 = blockListOf([PUBLIC_IPV6], 'ipv6')
const insideIpv6 = blockListOf(INSIDE_IPV6, 'ipv6')

/**
 * States whether an address is not on the public internet: this machine, its networks, metadata services, multicast and reserved ones.
 * An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by that. `address` is what a lookup gives: an IP address.
 */
export function isInside(address: string): boolean {
  const plain = plainAddress(address)
  if (isIPv4(plain)) return insideIpv4.check(plain, 'ipv4')
  const groups = groupsOf(plain)
  const embedded = embeddedIpv4(groups)
  if (embedded !== undefined) return insideIpv4.check(embedded, 'ipv4')
  return !publicIpv6.check(plain, 'ipv6') || insideIpv6.check(plain, 'ipv6')
}

/** An address without its zone, and as IPv4 when it is one mapped into IPv6: the one under which the system dials it. */
export function plainAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, '')
  if (isIPv4(withoutZone)) return withoutZone
  const groups = groupsOf(withoutZone)
  return startsWith(groups, [0, 0, 0, 0, 0, 0xffff]) ? ipv4Of(groups[6], groups[7]) : withoutZone
}

function embeddedIpv4(groups: readonly number[]): string | undefined {
  if (startsWith(groups, [0x64, 0xff9b, 0, 0, 0, 0])) return ipv4Of(groups[6], groups[7])
  if (startsWith(groups, [0x2002])) return ipv4Of(groups[1], groups[2])
  return undefined
}

/** The eight groups of an IPv6 address. The URL parser writes every spelling of it, also one with dots, in the same way. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [first, last] = [read(head), read(tail ?? '')]
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
}

function startsWith(groups: readonly number[], start: readonly number[]): boolean {
  return start.every((group, index) => groups[index] === group)
}

function ipv4Of(high = 0, low = 0): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

function blockListOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
