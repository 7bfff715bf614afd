import type { Project } from '../project.ts'
import type { Channel, Choice, Message } from '../resources.ts'
import type { Room } from '../room.ts'
import { cloneJson } from './clone-json.ts'
import { siblingsIn } from './new-resource.ts'
import { orderAt } from './order-keys.ts'
import { freeNames } from './taken-names.ts'

/** What pasted things refer to. */
export type Companions = { readonly choices: readonly Choice[]; readonly messages?: readonly Message[]; readonly channels?: readonly Channel[]; readonly rooms?: readonly Room[] }

/** Adds what a project does not have yet, under the ids by which it is referred to, with free names. */
export function bringAlong(draft: Project, companions: Companions): void {
  for (const collection of ['choices', 'messages', 'channels', 'rooms'] as const) {
    for (const resource of companions[collection] ?? []) {
      if (draft[collection][resource.id] !== undefined) continue
      const names = freeNames(draft, collection, resource)
      const own = { ...cloneJson(resource), ...names, technicalNameSetByHand: resource.technicalNameSetByHand, folderId: null, order: orderAt(siblingsIn(draft, collection, null)) }
      Object.assign(draft[collection], { [resource.id]: own })
    }
  }
}
