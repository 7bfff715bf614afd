import type { Me } from '@halley/protocol'

/**
 * What a new answer to "who is here" means for what the page shows. `shown`: it is theirs, or shows what whoever is here now may see.
 * `lapsed`: the sign-in ended while somebody works, who has to sign in again. `another`: what the page holds is somebody else's, or
 * of another organisation.
 */
export type AccountChange = 'shown' | 'lapsed' | 'another'

/** Compares who was here with who is here now. */
export function accountChange(before: Me | null, now: Me): AccountChange {
  // Without accounts everything is everybody's; what is shown before anybody signs in is nobody's.
  if (before === null || before.person === null || now.mode === 'local') return 'shown'
  if (now.person === null) return 'lapsed'
  return now.person.id === before.person.id && now.org?.id === before.org?.id ? 'shown' : 'another'
}
