import type { ConnectionSettings } from './resources.ts'

/** Where a connection leads, as an address with a scheme; empty when that is not written yet, or when it leads nowhere. Its secret is kept for this place alone. */
export function connectionAddress(settings: ConnectionSettings): string {
  switch (settings.type) {
    case 'http':
    case 'model':
      return settings.baseUrl
    case 'smtp':
      return settings.host === '' ? '' : `smtp://${settings.host}:${settings.port}`
    case 'demoModel':
      return ''
  }
}
