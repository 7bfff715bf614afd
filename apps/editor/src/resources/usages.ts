import { referencesIn, type MemberOwner, type Place, type Project, type ResourceRef } from '@halley/model'

/** One place of a project that uses something, with where that is and what uses it in words. */
export type Usage = { readonly key: string; readonly place: Place; readonly where: string; readonly what: string }

/** Every place that uses a resource. */
export function usagesOf(project: Project, { id }: ResourceRef): Usage[] {
  return placesOf(project, id)
}

/** Every place that uses a field or list of a message or list. */
export function memberUsages(project: Project, _owner: MemberOwner, memberId: string): Usage[] {
  return placesOf(project, memberId)
}

/** How often each member of a message or list is used. */
export function memberUsageCounts(project: Project, owner: MemberOwner): ReadonlyMap<string, number> {
  return new Map(Object.keys(project[owner.collection][owner.id]?.members ?? {}).map((id) => [id, placesOf(project, id).length]))
}

function placesOf(project: Project, id: string): Usage[] {
  return Object.values(project.flows).flatMap((flow) =>
    Object.values(flow.nodes).flatMap((node) =>
      referencesIn(node.config).flatMap((reference): Usage[] => (reference.id === id ? [{ key: `${flow.id}/${node.id}/${reference.path.join('/')}`, place: { type: 'node', flowId: flow.id, nodeId: node.id, path: reference.path }, where: flow.name, what: node.kind }] : [])),
    ),
  )
}
