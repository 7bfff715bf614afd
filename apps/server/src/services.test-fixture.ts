// The second door of this package, `@halley/server/test-services`, for tests of the whole: what they let a server meet. No program imports it.
export { freePort } from './free-port.test-fixture.ts'
export { ManualClock } from './manual-clock.test-fixture.ts'
export { startMailServer, type LocalMailServer } from './notifications/smtp-server.test-fixture.ts'
export { startPushService, type PushService } from './notifications/web-push-service.test-fixture.ts'
export { readAllowedHost } from './outgoing/allowed-hosts.ts'
export { gate, startListener } from './outgoing/local-service.test-fixture.ts'
