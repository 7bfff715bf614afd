export { createServer, type HalleyServer, type ServerOptions } from './create-server.ts'
export { systemClock } from './clock.ts'
export { serveEvents, type EventConnections, type EventConnectionSurroundings } from './realtime/event-connections.ts'
export { loopbackGrants, type EventGrant, type EventGrants } from './realtime/event-grants.ts'
