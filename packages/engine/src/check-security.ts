import type { Diagnostic, Project } from '@halley/model'
import type { Carry, Traffic } from './node-kind.ts'
import type { CompiledFlow, CompiledNode, NodeReading, Program } from './program.ts'
import { carriesOf, isAt, waysOf } from './secret-names.ts'
import { trafficOf } from './traffic-of.ts'

type Place = { readonly compiled: CompiledFlow; readonly node: CompiledNode; readonly carries: readonly Carry[]; readonly sends: Traffic['sends'] }

/**
 * Says where values of messages that are sent with Security are kept or sent on in clear text.
 *
 * What is followed: names in expressions, through assignments to fields, lists and messages, as if every flow ran after every
 * other. What is not: rows in turn and current rows, inputs and outputs of flows, what is typed into screens, rows that are read back
 * from a stored list, and what a decision gives away by its exit. A place without a warning may give something away all the same.
 */
export function checkSecurity(program: Program): Diagnostic[] {
  if (program.secureNames.size === 0) return []
  const { project } = program
  const places = [...program.flows.values()].flatMap((compiled) => [...compiled.nodes.values()].map((node): Place => ({ compiled, node, carries: carriesOf(node, project), sends: trafficOf(node)?.sends })))
  const secret = secretNames(places, program)
  return places.flatMap((place) => [...carriedAway(place, secret), ...sentInClear(place, { project, secret })])
}

/** The names that values of encrypted messages get to: until no assignment adds one. */
function secretNames(places: readonly Place[], { project, secureNames }: Program): ReadonlySet<string> {
  const names = new Set(secureNames)
  const ways = places.flatMap(({ node }) => waysOf(node, project))
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const { reading, name } of ways) if (secretRead(reading, names) !== undefined) names.add(name)
  }
  return names
}

function carriedAway(place: Place, secret: ReadonlySet<string>): Diagnostic[] {
  const { compiled, node, carries } = place
  return carries.flatMap(({ from, to }): Diagnostic[] => {
    if (to.type === 'target') return []
    const found = node.reads.filter(({ path }) => isAt(path, from)).map((reading) => ({ path: reading.path, name: secretRead(reading, secret) })).find(({ name }) => name !== undefined)
    if (found === undefined) return []
    const { name = '' } = found
    const at = { type: 'node', flowId: compiled.flow.id, nodeId: node.node.id, path: [...found.path] } as const
    switch (to.type) {
      case 'storedList':
        return [{ code: 'security/stored', severity: 'warning', text: `"${name}" comes from a message that is sent with Security, and is kept in a stored list in clear text. Leave it out of the list, or mind who can read the list.`, place: at }]
      case 'request':
        return [{ code: 'security/requested', severity: 'warning', text: `"${name}" comes from a message that is sent with Security, and goes to an HTTP service in clear text. Leave it out, or mind whose service it is.`, place: at }]
      case 'notice':
        return [{ code: 'security/notified', severity: 'warning', text: `"${name}" comes from a message that is sent with Security, and a notification tells it in clear text, by mail as well. Leave it out, or mind who is notified.`, place: at }]
      case 'roomMessage':
        return [{ code: 'security/posted', severity: 'warning', text: `"${name}" comes from a message that is sent with Security, and is kept in a room in clear text. Leave it out, or mind who is in the room.`, place: at }]
      case 'answer':
        return [{ code: 'security/answered', severity: 'warning', text: `"${name}" comes from a message that is sent with Security, and is answered to whoever calls the endpoint. Leave it out, or mind who may call.`, place: at }]
    }
  })
}

function sentInClear({ compiled, node, sends }: Place, { project, secret }: { readonly project: Project; readonly secret: ReadonlySet<string> }): Diagnostic[] {
  const message = project.messages[sends?.messageId ?? '']
  if (sends === undefined || sends.secure === true || message === undefined || !secret.has(message.technicalName)) return []
  return [{ code: 'security/sent_in_clear', severity: 'warning', text: `${message.name} has values of a message that is sent with Security, and is sent here without. Tick Security here, too, or take another message.`, place: { type: 'node', flowId: compiled.flow.id, nodeId: node.node.id, path: ['secure'] } }]
}

function secretRead({ references }: NodeReading, secret: ReadonlySet<string>): string | undefined {
  const path = references.find(([root = '', inside]) => secret.has(root === 'received' ? (inside ?? '') : root))
  return path?.join('.')
}
