import { membersIn, subtreeOf, type Member, type Members } from '@halley/model'
import { layRows, type DropPosition, type TreeEntry, type TreeRow } from '../resources/tree-movement.ts'

/** Where a member goes: into a list (null is the top), at a place among what stays there. */
export type MemberPlace = { readonly parentId: string | null; readonly index: number }

/** The members of a message or list as rows of a tree; lists are open until they are closed. */
export function memberRows(members: Members, closed: ReadonlySet<string>): (TreeRow & { readonly subject: Member })[] {
  const entriesIn = (parentId: string | null): TreeEntry<Member>[] =>
    membersIn(members, parentId).map((member) => ({ id: member.id, label: member.name, subject: member, children: member.type === 'list' ? entriesIn(member.id) : null }))
  return layRows(entriesIn(null), (id) => !closed.has(id))
}

/** Where Alt and an arrow move a member: up, down, into the list before it, or out of its list. Null where that is no place. */
export function placeByKey(members: Members, memberId: string, key: string): MemberPlace | null {
  const member = members[memberId]
  if (member === undefined) return null
  const siblings = membersIn(members, member.parentId)
  const at = siblings.findIndex((sibling) => sibling.id === memberId)
  switch (key) {
    case 'ArrowUp':
      return at > 0 ? { parentId: member.parentId, index: at - 1 } : null
    case 'ArrowDown':
      return at < siblings.length - 1 ? { parentId: member.parentId, index: at + 1 } : null
    case 'ArrowRight': {
      const list = siblings.slice(0, at).findLast((sibling) => sibling.type === 'list')
      return list === undefined ? null : { parentId: list.id, index: membersIn(members, list.id).length }
    }
    case 'ArrowLeft': {
      const parent = member.parentId === null ? undefined : members[member.parentId]
      if (parent === undefined) return null
      return { parentId: parent.parentId, index: membersIn(members, parent.parentId).findIndex((sibling) => sibling.id === parent.id) + 1 }
    }
    default:
      return null
  }
}

/** Where a drop on a row puts a member; null where it cannot go, such as a list into itself. */
export function placeByDrop(members: Members, draggedId: string, target: { readonly id: string; readonly position: DropPosition }): MemberPlace | null {
  const over = members[target.id]
  if (over === undefined || target.id === draggedId || subtreeOf(members, draggedId).has(target.id)) return null
  if (target.position === 'inside') return over.type === 'list' ? { parentId: over.id, index: membersIn(members, over.id).filter((member) => member.id !== draggedId).length } : null
  const siblings = membersIn(members, over.parentId).filter((member) => member.id !== draggedId)
  const at = siblings.findIndex((member) => member.id === over.id)
  return { parentId: over.parentId, index: target.position === 'before' ? at : at + 1 }
}

/** Where a new member goes when a row is selected: into a list, else beside a field. */
export function placeOfNew(members: Members, selectedId: string | null): string | null {
  const selected = selectedId === null ? undefined : members[selectedId]
  if (selected === undefined) return null
  return selected.type === 'list' ? selected.id : selected.parentId
}
