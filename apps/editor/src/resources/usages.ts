import { findUsages, type MemberOwner, type Place, type Project, type ResourceRef, type Usage } from '@halley/model'

import { placeInWords } from '../problems/place-in-words.ts'

export type { Usage }

/**
 * Usages as a person counts them: a node that says the same twice is one, and two nodes of which the words are the same
 * are told apart by what they do.
 */
export function distinctUsages(usages: readonly Usage[], project: Project): readonly Usage[] {
  const once = [...new Map(usages.map((usage) => [`${usage.text}/${ownerOf(usage.place)}`, usage])).values()]
  return once.map((usage) => (once.some((other) => other !== usage && other.text === usage.text) ? { ...usage, text: placeInWords(usage.place, project) } : usage))
}

/** What a place belongs to: the node, the resource or its member, whatever part of it is meant. */
export function ownerOf(place: Place): string {
  switch (place.type) {
    case 'project': return ''
    case 'resource': return `${place.collection}/${place.id}/${place.memberId ?? ''}`
    case 'node': return `${place.flowId}/${place.nodeId}`
  }
}

/** Every place that uses a resource, each once. */
export function usagesOf(project: Project, { collection, id }: ResourceRef): readonly Usage[] {
  return distinctUsages(findUsages(project, { collection, id }), project)
}

type Found = { readonly navigation: Project['navigation']; readonly rules: Project['rules']; readonly names: string; readonly byMember: Map<string, readonly Usage[]> }

// Usages are read at each change of the project, but only flows, navigation, rules and names decide about them.
const found = new WeakMap<Project['flows'], Map<string, Found>>()

/** Every place that uses a field or list of a message or list; the same array until something about it has changed. */
export function memberUsages(project: Project, { collection, id }: MemberOwner, memberId: string): readonly Usage[] {
  const { byMember } = foundIn(project, { collection, id })
  const known = byMember.get(memberId) ?? distinctUsages(findUsages(project, { collection, id, memberId }), project)
  byMember.set(memberId, known)
  return known
}

function foundIn(project: Project, { collection, id }: MemberOwner): Found {
  const owner = project[collection][id]
  const names = [owner?.name, owner?.technicalName, ...Object.values(owner?.members ?? {}).map((member) => `${member.id}.${member.technicalName}.${member.parentId}`)].join('\n')
  const ofFlows = found.get(project.flows) ?? new Map<string, Found>()
  found.set(project.flows, ofFlows)
  const known = ofFlows.get(`${collection}/${id}`)
  if (known !== undefined && known.navigation === project.navigation && known.rules === project.rules && known.names === names) return known
  const fresh: Found = { navigation: project.navigation, rules: project.rules, names, byMember: new Map() }
  ofFlows.set(`${collection}/${id}`, fresh)
  return fresh
}
