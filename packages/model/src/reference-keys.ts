import { isBranch, type PatchValue } from './edits/document-patcher.ts'
import type { TreeName } from './resources.ts'

/** What an id under a setting's name refers to: `channelId`, `listenMessageIds`, `flowId`, … */
export type ReferredKind = TreeName | 'members'

const kindsBySuffix: readonly (readonly [RegExp, ReferredKind])[] = [
  [/channelids?$/i, 'channels'],
  [/messageids?$/i, 'messages'],
  [/flowids?$/i, 'flows'],
  [/navigation(?:item)?ids?$/i, 'navigation'],
  [/fieldids?$/i, 'fields'],
  [/memberids?$/i, 'members'],
  [/listids?$/i, 'lists'],
  [/choiceids?$/i, 'choices'],
  [/personaids?$/i, 'personas'],
  [/connectionids?$/i, 'connections'],
  [/ruleids?$/i, 'rules'],
  [/roomids?$/i, 'rooms'],
]

/** What the ids under a setting refer to, by the end of its name; undefined when it holds no reference. */
export function referredKind(key: string): ReferredKind | undefined {
  return kindsBySuffix.find(([suffix]) => suffix.test(key))?.[1]
}

/** An id in a node's configuration, with where it is. */
export type Reference = { readonly kind: ReferredKind; readonly id: string; readonly path: readonly string[] }

/** Every reference in a configuration, wherever it is nested. */
export function referencesIn(config: PatchValue): Reference[] {
  const found: Reference[] = []
  const open: { value: PatchValue | undefined; path: readonly string[]; kind: ReferredKind | undefined }[] = [{ value: config, path: [], kind: undefined }]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { value, path, kind } = top
    if (typeof value === 'string') {
      if (kind !== undefined) found.push({ kind, id: value, path })
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) open.push({ value: item, path: [...path, String(index)], kind })
    } else if (isBranch(value)) {
      for (const [key, child] of Object.entries(value)) open.push({ value: child, path: [...path, key], kind: referredKind(key) })
    }
  }
  return found
}
