import type { Flow, Node, Project } from '@halley/model'
import { label } from './written-label.ts'

/** What a node is called for people, and its exits by id; the node kinds know it. */
export type NodeWords = { readonly label: string; readonly exits: Readonly<Record<string, string>> }

/** Gives the words of a node; undefined when its kind is not known. */
export type DescribeNode = (project: Project, flowId: string, nodeId: string) => NodeWords | undefined

/** The flowchart of one flow: a box for each node, an arrow for each edge with the name of its exit. */
export function flowDiagram(project: Project, flow: Flow, describeNode: DescribeNode | undefined): string {
  const nodes = Object.values(flow.nodes).sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x || (a.id < b.id ? -1 : 1))
  const described = new Map(nodes.map((node) => [node.id, { name: '', words: describeNode?.(project, flow.id, node.id) }]))
  for (const [index, entry] of [...described.values()].entries()) entry.name = `n${index + 1}`
  const edges = Object.values(flow.edges).filter(({ from, to }) => described.has(from) && described.has(to)).sort((a, b) => (a.id < b.id ? -1 : 1))
  return [
    'flowchart TD',
    ...nodes.map((node) => `  ${described.get(node.id)?.name}${boxOf(node, described.get(node.id)?.words?.label ?? kindInWords(node.kind))}`),
    ...edges.map(({ from, exit, to }) => `  ${described.get(from)?.name} -->${exit === 'default' ? '' : `|${label(described.get(from)?.words?.exits[exit] ?? exit)}|`} ${described.get(to)?.name}`),
  ].join('\n')
}

function boxOf({ kind }: Node, text: string): string {
  switch (kind) {
    case 'start':
    case 'end':
      return `([${label(text)}])`
    case 'decision':
      return `{${label(text)}}`
    case 'comet-message':
      return `>${label(text)}]`
    default:
      return `[${label(text)}]`
  }
}

// `comet-message` is "Comet message" where nobody knows better.
function kindInWords(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
