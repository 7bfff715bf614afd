import { inOrder, LIMITS, membersIn, type Member, type Members, type Project } from '@halley/model'

/** What the types of an export are called: a type for each choice and message, and one for the rows of each list by its id. */
export type TypeNames = { readonly choices: ReadonlyMap<string, string>; readonly messages: ReadonlyMap<string, string>; readonly rows: ReadonlyMap<string, string> }

/** The types by which a program names all topics. */
export const EVENTS_TYPE = 'AppEvents'

/** Gives every type a name of its own, begun with a capital: no word of TypeScript begins with one. */
export function typeNamesOf(project: Project): TypeNames {
  const taken = new Set([EVENTS_TYPE])
  const take = (wanted: string): string => {
    const capital = wanted.charAt(0).toUpperCase() + wanted.slice(1)
    let name = capital
    for (let number = 2; taken.has(name); number += 1) name = `${capital}${number}`
    taken.add(name)
    return name
  }
  // Messages first: their names are those that people look for.
  const messages = new Map(inOrder(project.messages).map(({ id, technicalName }) => [id, take(technicalName)]))
  const choices = new Map(inOrder(project.choices).map(({ id, technicalName }) => [id, take(technicalName)]))
  const rows = new Map<string, string>()
  for (const message of inOrder(project.messages)) {
    for (const { list, path } of listsIn(message.members)) rows.set(rowKey(message.id, list.id), take([messages.get(message.id) ?? '', ...path].join('_')))
  }
  return { choices, messages, rows }
}

/** Where the name of a list's rows is filed. */
export function rowKey(messageId: string, listId: string): string {
  return `${messageId}/${listId}`
}

/** The lists of a message, each before those inside it, with the technical names that lead to it; as deep as lists may be. */
export function listsIn(members: Members, parentId: string | null = null, path: readonly string[] = []): readonly { readonly list: Member; readonly path: readonly string[] }[] {
  return membersIn(members, parentId).filter(({ type }) => type === 'list').flatMap((list) => {
    const here = [...path, list.technicalName]
    return [{ list, path: here }, ...(here.length < LIMITS.listLevels ? listsIn(members, list.id, here) : [])]
  })
}
