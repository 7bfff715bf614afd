import { recordOf, resolveTarget, rowOf, type ValueType } from '@halley/engine'
import { LIMITS, type Members, type Project, type ValueTarget } from '@halley/model'

/** A list that a node works on: of the session, stored, or inside a message. */
export type TargetList = {
  /** What people read. */
  readonly label: string
  /** What expressions call it: `orders`, `Ticket.comments`. */
  readonly expression: string
  /** Where the fields of its rows are. */
  readonly members: Members
  readonly parentId: string | null
  readonly rowType: ValueType & { readonly type: 'record' }
  /** The id of a stored list; null for one that the session holds. */
  readonly storedListId: string | null
  readonly maxRows: number
}

/** Finds the list that a target means; undefined when it is gone or is no list. */
export function listOf(target: ValueTarget | null, project: Project): TargetList | undefined {
  if (target?.type === 'list') {
    const list = project.lists[target.listId]
    if (list === undefined) return undefined
    const isStored = list.storage === 'stored'
    return {
      label: list.name, expression: list.technicalName, members: list.members, parentId: null, rowType: rowOf(list, project),
      storedListId: isStored ? list.id : null, maxRows: isStored ? LIMITS.storedListRows : LIMITS.sessionListRows,
    }
  }
  const resolved = target === null ? undefined : resolveTarget(project, target)
  if (target?.type !== 'messageMember' || resolved?.type.type !== 'list') return undefined
  const { members } = project.messages[target.messageId] ?? { members: {} }
  return { label: resolved.label, expression: resolved.path.join('.'), members, parentId: target.memberId, rowType: recordOf(members, project, target.memberId), storedListId: null, maxRows: LIMITS.listRows }
}
