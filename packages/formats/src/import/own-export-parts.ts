import { sameJson } from '@halley/model'
import { CHANNEL_NOTE, isObject } from '../asyncapi/annotations.ts'
import { securitySchemes, serversOf } from '../asyncapi/servers.ts'
import type { JsonObject } from '../json-text.ts'

/**
 * Finds the parts of a document that an export of ours writes by itself, as JSON pointers: where the server answers, how a program proves
 * who it is, and that a program may send and receive on each channel. A part in which somebody has changed anything is not among them.
 */
export function ownExportParts(document: JsonObject): ReadonlySet<string> {
  const { servers, operations, channels, components } = document
  const own = new Set<string>()
  if (areOwnServers(servers)) own.add('/servers')
  const ownChannels = new Set(Object.entries(isObject(channels) ? channels : {}).flatMap(([key, channel]) => (isObject(channel) && channel[CHANNEL_NOTE] !== undefined ? [key] : [])))
  if (isObject(operations) && Object.entries(operations).every(([key, operation]) => isOwnOperation(key, operation, ownChannels))) own.add('/operations')
  if (isObject(components) && isObject(components['securitySchemes']) && sameJson(components['securitySchemes'], securitySchemes)) own.add('/components/securitySchemes')
  return own
}

// All but where it is, which is of whoever exported it.
function areOwnServers(servers: unknown): boolean {
  if (!isObject(servers)) return false
  const written = serversOf()
  return sameJson(Object.keys(servers).toSorted(), Object.keys(written).toSorted()) && Object.entries(servers).every(([name, server]) => isObject(server) && sameJson(withoutPlace(server), withoutPlace(written[name])))
}

function withoutPlace(server: unknown): JsonObject {
  if (!isObject(server)) return {}
  const { host: _host, pathname: _path, protocol: _protocol, ...rest } = server
  return rest
}

function isOwnOperation(key: string, operation: unknown, ownChannels: ReadonlySet<string>): boolean {
  const [, channelKey = '', action = ''] = /^(.*)\.(send|receive)$/s.exec(key) ?? []
  if (!ownChannels.has(channelKey) || !isObject(operation)) return false
  const names = Object.keys(operation).toSorted().join()
  return names === 'action,channel,messages,summary,title' && operation['action'] === action && sameJson(operation['channel'], { $ref: `#/channels/${channelKey}` })
}
