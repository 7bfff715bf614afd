import { deriveTechnicalName, freeName, type NameCase } from '../names.ts'
import { membersIn, type Members } from '../members.ts'
import type { CollectionName, Project } from '../project.ts'
import type { TreeName } from '../resources.ts'

/** Messages, fields and lists are all called by their technical name at the root of an expression, so they share one scope. */
const rootScope: readonly TreeName[] = ['messages', 'fields', 'lists']
/** Channels and rooms stand at the same place of a topic. */
const topicScope: readonly TreeName[] = ['channels', 'rooms']

/** The technical names that a resource of this collection cannot have, those of `exceptId` left out. */
export function takenTechnicalNames(project: Project, collection: TreeName, exceptId?: string): Set<string> {
  const collections = [rootScope, topicScope].find((scope) => scope.includes(collection)) ?? [collection]
  const taken = new Set<string>()
  for (const name of collections) {
    for (const resource of Object.values(project[name])) if (resource.id !== exceptId) taken.add(resource.technicalName)
  }
  return taken
}

/** The Names of a collection, that of `exceptId` left out. */
export function takenNames(project: Project, collection: CollectionName, exceptId?: string): Set<string> {
  return new Set(Object.values(project[collection]).filter((entry) => entry.id !== exceptId).map((entry) => entry.name))
}

/** How technical names of a collection are written: `Ticket` for messages, `dueDate` for everything else. */
export function nameCaseOf(collection: TreeName): NameCase {
  return collection === 'messages' ? 'upper' : 'lower'
}

/** A free Name and technical name for a new resource; a technical name that was given by hand stays so, if it is free. */
export function freeNames(project: Project, collection: TreeName, wanted: { readonly name: string; readonly technicalName?: string | undefined }) {
  const name = freeName(wanted.name.trim() === '' ? 'Unnamed' : wanted.name.trim(), takenNames(project, collection))
  const byHand = wanted.technicalName !== undefined && wanted.technicalName !== ''
  const taken = takenTechnicalNames(project, collection)
  const technicalName = byHand && !taken.has(wanted.technicalName) ? wanted.technicalName : deriveTechnicalName(byHand ? wanted.technicalName : name, nameCaseOf(collection), taken)
  return { name, technicalName, technicalNameSetByHand: byHand }
}

/** The Names and technical names of the members in one list (or at the top), those of `exceptId` left out. */
export function takenMemberNames(members: Members, parentId: string | null, exceptId?: string): { readonly names: Set<string>; readonly technicalNames: Set<string> } {
  const siblings = membersIn(members, parentId).filter((member) => member.id !== exceptId)
  return { names: new Set(siblings.map((member) => member.name)), technicalNames: new Set(siblings.map((member) => member.technicalName)) }
}
