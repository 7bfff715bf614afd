export { createServer, type HalleyServer, type ServerOptions } from './create-server.ts'
