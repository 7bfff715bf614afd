import { createHash } from 'node:crypto'
import type { SessionUser } from '@halley/engine'

/** Who a device is in a published app that asks nobody who they are: the same guest whenever it comes, and another one in another app. What others see of it does not tell its secret. */
export function guestOf(projectId: string, device: string): SessionUser {
  const id = createHash('sha256').update(JSON.stringify(['guest', projectId, device])).digest('hex').slice(0, 20)
  return { id: `guest-${id}`, name: `Guest ${id.slice(0, 4).toUpperCase()}`, roles: [] }
}
