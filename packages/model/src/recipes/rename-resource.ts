import { deriveTechnicalName, freeName, technicalNameProblem } from '../names.ts'
import type { Project } from '../project.ts'
import type { TreeName } from '../resources.ts'
import { patternOfApp, renamedPattern } from '../rule-topics.ts'
import type { MemberOwner } from './members.ts'
import { renameInExpressions } from './rename-in-expressions.ts'
import { nameCaseOf, takenMemberNames, takenNames, takenTechnicalNames } from './taken-names.ts'

/**
 * Gives a resource another Name (with a number when it is taken). The technical name follows until it was set by hand,
 * and expressions that use it follow too.
 */
export function renameResource(draft: Project, { collection, id }: { readonly collection: TreeName; readonly id: string }, name: string): void {
  const resource = draft[collection][id]
  if (resource === undefined || name.trim() === '' || name.trim() === resource.name) return
  resource.name = freeName(name.trim(), takenNames(draft, collection, id))
  if (resource.technicalNameSetByHand) return
  putTechnicalName(draft, { collection, id }, deriveTechnicalName(resource.name, nameCaseOf(collection), takenTechnicalNames(draft, collection, id)))
}

/** Sets the technical name by hand. Returns what is wrong with it, in words, and then does nothing. An empty one is derived again from the Name. */
export function setTechnicalName(draft: Project, { collection, id }: { readonly collection: TreeName; readonly id: string }, technicalName: string): string | undefined {
  const resource = draft[collection][id]
  if (resource === undefined) return undefined
  const taken = takenTechnicalNames(draft, collection, id)
  const derived = technicalName.trim() === ''
  const wanted = derived ? deriveTechnicalName(resource.name, nameCaseOf(collection), taken) : technicalName.trim()
  const problem = technicalNameProblem(wanted, taken)
  if (problem !== undefined) return problem
  resource.technicalNameSetByHand = !derived
  putTechnicalName(draft, { collection, id }, wanted)
  return undefined
}

function putTechnicalName(draft: Project, { collection, id }: { readonly collection: TreeName; readonly id: string }, technicalName: string): void {
  const resource = draft[collection][id]
  if (resource === undefined || resource.technicalName === technicalName) return
  const before = resource.technicalName
  resource.technicalName = technicalName
  if (collection === 'channels') renameInExpressions(draft, ['presence', before], technicalName)
  if (collection === 'channels' || collection === 'rooms') renameInPatterns(draft, { token: 'channel', before, after: technicalName })
  if (collection === 'messages') renameInPatterns(draft, { token: 'message', before, after: technicalName })
  if (collection === 'personas') renameRecipients(draft, before, technicalName)
  if (collection === 'messages' || collection === 'fields' || collection === 'lists') renameInExpressions(draft, [before], technicalName)
}

/** Gives the app another technical name; patterns of its notification rules that name it follow. Works on a draft and on a document that is the caller's own. */
export function renameApp(draft: Project, technicalName: string): void {
  const before = draft.technicalName
  draft.technicalName = technicalName
  for (const rule of Object.values(draft.rules)) rule.pattern = patternOfApp(rule, { before, after: technicalName })
}

function renameInPatterns(draft: Project, change: Parameters<typeof renamedPattern>[2]): void {
  for (const rule of Object.values(draft.rules)) {
    const pattern = renamedPattern(rule, draft, change)
    if (pattern !== rule.pattern) rule.pattern = pattern
  }
}

function renameRecipients(draft: Project, before: string, after: string): void {
  for (const { recipients } of Object.values(draft.rules)) {
    if (recipients.users.includes(before)) recipients.users = recipients.users.map((user) => (user === before ? after : user))
  }
}

/** Gives a field or list of a message or list another Name; its technical name, and expressions at the top level, follow. */
export function renameMember(draft: Project, owner: MemberOwner, memberId: string, name: string): void {
  const members = draft[owner.collection][owner.id]?.members
  const member = members?.[memberId]
  if (members === undefined || member === undefined || name.trim() === '' || name.trim() === member.name) return
  const taken = takenMemberNames(members, member.parentId, memberId)
  member.name = freeName(name.trim(), taken.names)
  if (!member.technicalNameSetByHand) putMemberTechnicalName(draft, owner, memberId, deriveTechnicalName(member.name, 'lower', taken.technicalNames))
}

/** Sets a member's technical name by hand, as `setTechnicalName` does for a resource. */
export function setMemberTechnicalName(draft: Project, owner: MemberOwner, memberId: string, technicalName: string): string | undefined {
  const members = draft[owner.collection][owner.id]?.members
  const member = members?.[memberId]
  if (members === undefined || member === undefined) return undefined
  const taken = takenMemberNames(members, member.parentId, memberId).technicalNames
  const derived = technicalName.trim() === ''
  const wanted = derived ? deriveTechnicalName(member.name, 'lower', taken) : technicalName.trim()
  const problem = technicalNameProblem(wanted, taken)
  if (problem !== undefined) return problem
  member.technicalNameSetByHand = !derived
  putMemberTechnicalName(draft, owner, memberId, wanted)
  return undefined
}

// Only members of the top level have a written path (`Ticket.subject`, `current.orders.number`); other rows are named by whoever loops.
function putMemberTechnicalName(draft: Project, owner: MemberOwner, memberId: string, technicalName: string): void {
  const resource = draft[owner.collection][owner.id]
  const member = resource?.members[memberId]
  if (resource === undefined || member === undefined || member.technicalName === technicalName) return
  const before = member.technicalName
  member.technicalName = technicalName
  if (member.parentId === null) renameInExpressions(draft, [resource.technicalName, before], technicalName)
}
