import type { AnyNodeKind, ModelContext } from '@halley/engine'
import { emptyProject } from '@halley/model'
import { catalog } from '@halley/nodes'

const context: ModelContext = { project: emptyProject({ id: 'docs', name: 'Docs', technicalName: 'docs' }), flowId: '', nodeId: '' }

/** docs/node-kinds.md: every node kind with its properties and exits, as the catalog has them. */
export function nodeKindsPage(): string {
  const kinds = [...catalog.values()]
  return `# Node kinds

${kinds.map((kind) => `[${kind.title}](#${anchor(kind.title)})`).join(' · ')}

${kinds.map(section).join('\n\n')}
`
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')
}

function section(kind: AnyNodeKind): string {
  const config: unknown = kind.config.parse({})
  const exits = kind.exits(config, context)
  const properties = Object.values(kind.form)
  return [
    `## ${kind.title}`,
    kind.help,
    kind.flowTypes === undefined ? '' : `Stands in: ${kind.flowTypes.map((type) => ({ flowchart: 'flowcharts', action: 'action flowcharts', endpoint: 'endpoint flows' })[type]).join(', ')}.`,
    properties.length === 0 ? '' : `| property | control | help |\n|---|---|---|\n${properties.map((field) => `| ${field.label} | ${field.control === 'select' ? field.options.map((option) => option.label).join(', ') : controlWords[field.control]} | ${cell(helpOf(field))} |`).join('\n')}`,
    exits.length === 0 ? '' : `Exits of a new node: ${exits.map((exit) => exit.label).join(', ')}.`,
  ].filter((part) => part !== '').join('\n\n')
}

type Field = AnyNodeKind['form'][string]

function helpOf(field: Field): string {
  const options = field.control === 'select' ? field.options.filter((option) => option.help !== undefined).map((option) => `*${option.label}*: ${option.help ?? ''}`) : []
  return [field.control === 'unavailable' ? field.because : (field.help ?? ''), ...options].filter((text) => text !== '').join(' ')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

const controlWords: Readonly<Record<Field['control'], string>> = {
  text: 'text', markdown: 'Markdown', checkbox: 'checkbox', number: 'number', duration: 'duration', select: 'choice', expression: 'expression', template: 'text with `{expression}` parts',
  channel: 'channel', message: 'message', messages: 'messages', flow: 'flow', navigation: 'navigation item', screen: 'screen editor', assignments: 'lines of target and expression', cases: 'lines of label and expression',
  messageText: 'text field of the message', list: 'list', memberValues: 'lines of member and expression',
  connection: 'connection', inputValues: 'lines of input and expression', outputTargets: 'lines of output and target', outcomeValues: 'lines of output and expression', namedTemplates: 'lines of name and text with `{expression}` parts', responseMapping: 'lines of expression over `response` and target',
  room: 'room', roles: 'roles', noticeWays: 'inbox, push, e-mail', noticeLink: 'the app, a flow or an address',
  unavailable: 'not available yet', hidden: 'set elsewhere',
}
