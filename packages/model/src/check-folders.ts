import type { Diagnostic } from './diagnostics.ts'
import { inOrder } from './ids.ts'
import type { Project } from './project.ts'

/** Folders that no way from the top leads to: inside themselves, or in a folder that is not there. */
export function checkFolders({ folders }: Project): Diagnostic[] {
  const found = new Set<string>()
  const inside = new Map<string | null, string[]>()
  for (const { id, parentId } of Object.values(folders)) {
    const siblings = inside.get(parentId)
    if (siblings === undefined) inside.set(parentId, [id])
    else siblings.push(id)
  }
  const open = [...(inside.get(null) ?? [])]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    found.add(id)
    const tree = folders[id]?.tree
    for (const inner of inside.get(id) ?? []) if (folders[inner]?.tree === tree) open.push(inner)
  }
  return inOrder(folders).filter(({ id }) => !found.has(id)).map(({ name }) => ({
    code: 'folder/lost', severity: 'warning', text: `The folder "${name}" is inside itself, or in a folder that is not there. Move it to the top.`, place: { type: 'project' },
  }))
}
