import { inOrder, type Project } from '@halley/model'
import { flowDiagram, type DescribeNode } from './flow-diagram.ts'
import { trafficDiagram } from './traffic-diagram.ts'
import { headingText } from './written-label.ts'

/** A Markdown page with Mermaid diagrams: what travels where, then a flowchart of each flow. */
export function mermaidPage(project: Project, describeNode: DescribeNode | undefined): string {
  return [
    `# ${headingText(project.name)}`,
    '## Channels, messages and flows',
    fenced(trafficDiagram(project)),
    ...inOrder(project.flows).flatMap((flow) => [`## ${headingText(flow.name)}`, fenced(flowDiagram(project, flow, describeNode))]),
  ].join('\n\n').concat('\n')
}

function fenced(diagram: string): string {
  return `\`\`\`mermaid\n${diagram}\n\`\`\``
}
