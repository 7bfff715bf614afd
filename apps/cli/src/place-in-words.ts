import type { Diagnostic, Place, Project } from '@halley/model'
import { catalog } from '@halley/nodes'

const collectionWords = { messages: 'message', channels: 'channel', fields: 'field', lists: 'list', choices: 'choice', flows: 'flow', navigation: 'navigation item', personas: 'persona', connections: 'connection', rules: 'notification rule', rooms: 'room' } as const

/** Characters of a widget's own text that stand for it. */
const WIDGET_NAME_CHARACTERS = 40

/** Says where a problem is: `flow "Report" › node "Send Ticket on escalation" › field "Channel"`. */
export function placeInWords(place: Diagnostic['place'], project: Project): string {
  switch (place.type) {
    case 'project':
      return 'project'
    case 'resource': {
      const { collection, id, memberId } = place
      const member = memberId === undefined ? [] : [`member "${textAt(project, collection, id, 'members', memberId, 'name') ?? memberId}"`]
      return [`${collectionWords[collection]} "${textAt(project, collection, id, 'name') ?? id}"`, ...member].join(' › ')
    }
    case 'node':
      return nodeInWords(place, project)
  }
}

function nodeInWords(place: Extract<Place, { type: 'node' }>, project: Project): string {
  const { flowId, nodeId, exit, path = [], from } = place
  const node = project.flows[flowId]?.nodes[nodeId]
  const kind = catalog.get(node?.kind ?? '')
  const parsed = kind?.config.safeParse(node?.config)
  const context = { project, flowId, nodeId }
  const summary = parsed?.success === true ? kind?.look.summary(parsed.data, context) : undefined
  const exits = parsed?.success === true ? kind?.exits(parsed.data, context) : undefined
  return [
    `flow "${textAt(project, 'flows', flowId, 'name') ?? flowId}"`,
    `node "${summary || kind?.title || node?.kind || nodeId}"`,
    ...(exit === undefined ? [] : [`exit "${exits?.find((one) => one.id === exit)?.label ?? exit}"`]),
    ...fieldInWords(path, { config: node?.config, labelOf: (key) => kind?.form[key]?.label }),
    ...(from === undefined ? [] : [`character ${from + 1}`]),
  ].join(' › ')
}

function fieldInWords([key, ...rest]: readonly string[], { config, labelOf }: { readonly config: unknown; readonly labelOf: (key: string) => string | undefined }): string[] {
  if (key === undefined || key === '') return []
  const [inside, widgetId, ...part] = rest
  if (key === 'screen' && inside === 'widgets' && widgetId !== undefined) {
    const name = textAt(config, key, inside, widgetId, 'label') ?? textAt(config, key, inside, widgetId, 'text')
    return [`widget "${name?.slice(0, WIDGET_NAME_CHARACTERS) ?? widgetId}"`, ...(part.length === 0 ? [] : [part.join('.')])]
  }
  const label = labelOf(key)
  return [label === undefined ? `field ${key}` : `field "${label}"`, ...(rest.length === 0 ? [] : [rest.join('.')])]
}

/** The text at a path of a document; undefined when there is none, or an empty one. */
function textAt(document: unknown, ...path: readonly string[]): string | undefined {
  let place = document
  for (const step of path) {
    const entries: [string, unknown][] = typeof place === 'object' && place !== null ? Object.entries(place) : []
    place = entries.find(([key]) => key === step)?.[1]
  }
  return typeof place === 'string' && place !== '' ? place : undefined
}
