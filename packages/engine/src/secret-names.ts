import type { Project, ValueTarget } from '@halley/model'
import type { Carry } from './node-kind.ts'
import type { CompiledFlow, CompiledNode, NodeReading, Program } from './program.ts'
import { trafficOf } from './traffic-of.ts'

/** An expression whose value goes to a thing of the data model, by technical name. */
export type Way = { readonly reading: NodeReading; readonly name: string }

/** The messages that some node sends with Security; and beside them the fields, lists and messages whose values are put into those. */
export function secretNamesOf(project: Project, flows: ReadonlyMap<string, CompiledFlow>): Pick<Program, 'secureNames' | 'hiddenNames'> {
  const nodes = [...flows.values()].flatMap((flow) => [...flow.nodes.values()])
  const secureNames = new Set<string>()
  for (const node of nodes) {
    const { sends } = trafficOf(node) ?? {}
    const message = sends?.secure === true ? project.messages[sends.messageId ?? ''] : undefined
    if (message !== undefined) secureNames.add(message.technicalName)
  }
  return { secureNames, hiddenNames: secureNames.size === 0 ? secureNames : withSources(secureNames, project, nodes) }
}

/** What is put into an encrypted message was written somewhere before: that is hidden, too. */
function withSources(secureNames: ReadonlySet<string>, project: Project, nodes: readonly CompiledNode[]): ReadonlySet<string> {
  const hidden = new Set(secureNames)
  const data = new Set([project.fields, project.lists, project.messages].flatMap((things) => Object.values(things).map(({ technicalName }) => technicalName)))
  const ways = nodes.flatMap((node) => waysOf(node, project))
  for (let size = -1; size !== hidden.size;) {
    size = hidden.size
    const sources = ways.filter(({ name }) => hidden.has(name)).flatMap(({ reading }) => reading.references.map(([root = '']) => root))
    for (const root of sources) if (data.has(root)) hidden.add(root)
  }
  return hidden
}

/** Where the values go that a node's expressions give. */
export function carriesOf({ kind, config, blockedBy }: CompiledNode, project: Project): readonly Carry[] {
  return blockedBy?.code === 'node/config_invalid' ? [] : (kind?.carries?.(config, { project }) ?? [])
}

/** The expressions of a node whose values go to things of the data model. */
export function waysOf(node: CompiledNode, project: Project): Way[] {
  return carriesOf(node, project).flatMap(({ from, to }) => {
    const name = to.type === 'target' ? nameOf(to.target, project) : undefined
    return name === undefined ? [] : node.reads.filter(({ path }) => isAt(path, from)).map((reading) => ({ reading, name }))
  })
}

/** Is a place of a config inside of another? */
export function isAt(path: readonly string[], from: readonly string[]): boolean {
  return from.every((step, index) => path[index] === step)
}

function nameOf(target: ValueTarget, project: Project): string | undefined {
  switch (target.type) {
    case 'field':
      return project.fields[target.fieldId]?.technicalName
    case 'list':
      return project.lists[target.listId]?.technicalName
    case 'messageMember':
      return project.messages[target.messageId]?.technicalName
  }
}
