import type { Project } from '@halley/model'
import type { CompiledExpression } from './expressions/index.ts'
import { rowOf } from './scope.ts'

/**
 * The technical name of the project's list whose rows an expression gives: of `orders`, or of `orders.filter(…)`, which
 * keeps rows as they are. Undefined where the rows are those of a message, of another row, or were made by the expression.
 */
export function listOfRows({ references, type }: CompiledExpression, project: Project): string | undefined {
  if (type.type !== 'list') return undefined
  const read = new Set(references.map(([root]) => root))
  const lists = Object.values(project.lists).filter((list) => read.has(list.technicalName))
  const [list] = lists
  return list !== undefined && lists.length === 1 && JSON.stringify(rowOf(list, project)) === JSON.stringify(type.of) ? list.technicalName : undefined
}
