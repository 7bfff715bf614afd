import type { Project } from '../project.ts'
import type { TreeName } from '../resources.ts'
import { edgeId, type Flow } from '../flow.ts'
import { cloneJson } from './clone-json.ts'
import { leastUsedHue } from './create-message.ts'
import type { NewId } from './new-id.ts'
import { siblingsIn } from './new-resource.ts'
import { orderAt, sorted } from './order-keys.ts'
import { freeNames } from './taken-names.ts'

export type ResourceRef = { readonly collection: TreeName; readonly id: string }

/** Moves a resource into a folder (null is the top of its tree), at a place among the resources there. */
export function moveResource(draft: Project, { collection, id }: ResourceRef, to: { readonly folderId: string | null; readonly index?: number }): void {
  const resource = draft[collection][id]
  if (resource === undefined) return
  resource.order = orderAt(siblingsIn(draft, collection, to.folderId, id), to.index)
  resource.folderId = to.folderId
}

/** Copies a resource with everything in it, under new ids and free names, right behind it. Returns the new id, or null when it is gone. */
export function duplicateResource(draft: Project, { collection, id }: ResourceRef, newId: NewId): string | null {
  const original = draft[collection][id]
  if (original === undefined) return null
  const siblings = sorted(siblingsIn(draft, collection, original.folderId))
  const order = orderAt(siblings, siblings.findIndex((sibling) => sibling.id === id) + 1)
  const own = { id: newId(), order, ...freeNames(draft, collection, { name: original.name }) }
  switch (collection) {
    case 'messages':
    case 'lists': {
      const source = draft[collection][id]
      if (source === undefined) return null
      const copy = cloneJson(source)
      const ids = newIds(Object.keys(copy.members), newId)
      const members = Object.fromEntries(Object.values(copy.members).map((member) => {
        const memberId = ids.get(member.id) ?? member.id
        return [memberId, { ...member, id: memberId, parentId: member.parentId === null ? null : ids.get(member.parentId) ?? member.parentId }]
      }))
      Object.assign(draft[collection], { [own.id]: { ...copy, ...own, members, ...(collection === 'messages' && { hue: leastUsedHue(draft) }) } })
      break
    }
    case 'choices': {
      const source = draft.choices[id]
      if (source === undefined) return null
      const options = Object.fromEntries(Object.values(cloneJson(source.options)).map((option) => {
        const optionId = newId()
        return [optionId, { ...option, id: optionId }]
      }))
      Object.assign(draft.choices, { [own.id]: { ...cloneJson(source), ...own, options } })
      break
    }
    case 'rooms': {
      const source = draft.rooms[id]
      if (source === undefined) return null
      const agents = Object.fromEntries(Object.values(cloneJson(source.agents)).map((agent) => {
        const agentId = newId()
        return [agentId, { ...agent, id: agentId }]
      }))
      Object.assign(draft.rooms, { [own.id]: { ...cloneJson(source), ...own, agents } })
      break
    }
    case 'flows': {
      const source = draft.flows[id]
      if (source === undefined) return null
      draft.flows[own.id] = { ...withNewNodeIds(cloneJson(source), newId), ...own }
      break
    }
    case 'channels':
    case 'fields':
    case 'navigation':
    case 'connections':
    case 'personas':
    case 'rules':
      Object.assign(draft[collection], { [own.id]: { ...cloneJson(original), ...own } })
  }
  return own.id
}

function withNewNodeIds(flow: Flow, newId: NewId): Flow {
  const ids = newIds(Object.keys(flow.nodes), newId)
  const nodes = Object.fromEntries(Object.values(flow.nodes).map((node) => {
    const id = ids.get(node.id) ?? node.id
    return [id, { ...node, id }]
  }))
  const edges = Object.fromEntries(Object.values(flow.edges).flatMap((edge) => {
    const from = ids.get(edge.from)
    const to = ids.get(edge.to)
    if (from === undefined || to === undefined) return []
    const id = edgeId(from, edge.exit)
    return [[id, { id, from, exit: edge.exit, to }]]
  }))
  return { ...flow, nodes, edges }
}

function newIds(ids: readonly string[], newId: NewId): ReadonlyMap<string, string> {
  return new Map(ids.map((id) => [id, newId()]))
}

/** Deletes a resource. What refers to it stays and becomes a problem that says so; Home and On application start are cleared. */
export function deleteResource(draft: Project, { collection, id }: ResourceRef): void {
  delete draft[collection][id]
  if (collection !== 'flows') return
  if (draft.settings.homeFlowId === id) draft.settings.homeFlowId = null
  if (draft.settings.onApplicationStartFlowId === id) draft.settings.onApplicationStartFlowId = null
}
