import type { LookupAddress } from 'node:dns'
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isAllowed, nameOf, type AllowedHost } from './allowed-hosts.ts'
import { CallFailed, failure } from './call-failed.ts'
import { isInside, plainAddress } from './inside-addresses.ts'

/** Finds all addresses of a name; rejects with the system's error, such as `ENOTFOUND`. */
export type FindAddresses = (name: string) => Promise<readonly LookupAddress[]>

/** Asks the system, as every other program on this machine does. */
export const findAddresses: FindAddresses = (name) => systemLookup(name, { all: true })

/** Gives the addresses of this machine. Asked each time, since networks come and go. */
export function addressesOfMachine(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
}

/** Which addresses may be dialled, and how names become addresses. */
export type AddressGuard = { readonly allowed: readonly AllowedHost[]; readonly findAddresses: FindAddresses; /** A public address of this very machine leads past its firewall to what listens here. */ readonly ownAddresses: () => readonly string[] }

/**
 * Makes the lookup of one connection. It runs as part of dialling: what it gives is what is dialled, and nobody asks again. So an answer
 * that changes from one lookup to the next cannot lead anywhere that was not checked. One address of several being inside refuses the name.
 */
export function guardedLookup(port: number, guard: AddressGuard): LookupFunction {
  return async (host, options, answer) => {
    try {
      const addresses = await dialable(host, port, guard)
      if (options.all === true) answer(null, addresses)
      else answer(null, addresses[0].address, addresses[0].family)
    } catch (error) {
      answer(error instanceof Error ? error : new Error(String(error)), '', 0)
    }
  }
}

async function dialable(host: string, port: number, guard: AddressGuard): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await guard.findAddresses(host)
  if (first === undefined) throw Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' })
  for (const { address } of [first, ...others]) {
    const problem = destinationProblem(host, address, { port, guard })
    if (problem !== undefined) throw problem
  }
  return [first, ...others]
}

/** Says why a host that is an address may not be dialled; for these there is no lookup. Undefined for names. */
export function literalProblem(host: string, { port, guard }: { readonly port: number; readonly guard: AddressGuard }): CallFailed | undefined {
  return isIP(host) === 0 ? undefined : destinationProblem(host, host, { port, guard })
}

function destinationProblem(host: string, address: string, { port, guard: { allowed, ownAddresses } }: { readonly port: number; readonly guard: AddressGuard }): CallFailed | undefined {
  const isOwn = (): boolean => ownAddresses().some((own) => plainAddress(own) === plainAddress(address))
  if (!(isInside(address) || isOwn()) || isAllowed({ host, address, port }, allowed)) return undefined
  const entry = `${host.includes(':') ? `[${host}]` : nameOf(host)}:${port}`
  return new CallFailed(failure('http/blocked', `"${host}" is an address inside the server's own network, which Halley does not dial. Use a public one, or ask the operator of the server to start it with HALLEY_ALLOW_HOSTS=${entry}`))
}
