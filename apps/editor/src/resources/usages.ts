import { findUsages, type MemberOwner, type Project, type ResourceRef, type Usage } from '@halley/model'

export type { Usage }

/** Every place that uses a resource. */
export function usagesOf(project: Project, { collection, id }: ResourceRef): readonly Usage[] {
  return findUsages(project, { collection, id })
}

type Found = { readonly navigation: Project['navigation']; readonly names: string; readonly byMember: Map<string, readonly Usage[]> }

// Usages are read at each change of the project, but only flows, navigation and names decide about them.
const found = new WeakMap<Project['flows'], Map<string, Found>>()

/** Every place that uses a field or list of a message or list; the same array until something about it has changed. */
export function memberUsages(project: Project, { collection, id }: MemberOwner, memberId: string): readonly Usage[] {
  const { byMember } = foundIn(project, { collection, id })
  const known = byMember.get(memberId) ?? findUsages(project, { collection, id, memberId })
  byMember.set(memberId, known)
  return known
}

function foundIn(project: Project, { collection, id }: MemberOwner): Found {
  const owner = project[collection][id]
  const names = [owner?.name, owner?.technicalName, ...Object.values(owner?.members ?? {}).map((member) => `${member.id}.${member.technicalName}.${member.parentId}`)].join('\n')
  const ofFlows = found.get(project.flows) ?? new Map<string, Found>()
  found.set(project.flows, ofFlows)
  const known = ofFlows.get(`${collection}/${id}`)
  if (known !== undefined && known.navigation === project.navigation && known.names === names) return known
  const fresh: Found = { navigation: project.navigation, names, byMember: new Map() }
  ofFlows.set(`${collection}/${id}`, fresh)
  return fresh
}
