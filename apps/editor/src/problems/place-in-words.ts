import { nodeFace, faceInWords } from '../canvas/node-face.ts'
import { catalog } from '@halley/nodes'
import type { Place, Project } from '@halley/model'
import { ruleSettingWords } from '../rules/rule-setting-words.ts'

const collectionWords = { messages: 'Message', channels: 'Channel', fields: 'Field', lists: 'List', choices: 'Choice', flows: 'Flowchart', navigation: 'Navigation item', personas: 'Persona', connections: 'Connection', rules: 'Notification rule', rooms: 'Room' } as const

/** Says where a problem is, as people would: "Escalate · Comet message: Send Ticket on escalation · Key". */
export function placeInWords(place: Place, project: Project): string {
  switch (place.type) {
    case 'project':
      return 'The project'
    case 'resource': {
      const resource = project[place.collection][place.id]
      const member = place.memberId !== undefined && (place.collection === 'messages' || place.collection === 'lists') ? project[place.collection][place.id]?.members[place.memberId]?.name : undefined
      const setting = place.collection === 'rules' ? ruleSettingWords[place.path?.[0] ?? ''] : undefined
      return [`${collectionWords[place.collection]} ${resource?.name ?? 'that was deleted'}`, member ?? setting].filter((part) => part !== undefined).join(' · ')
    }
    case 'node': {
      const flow = project.flows[place.flowId]
      const node = flow?.nodes[place.nodeId]
      const face = node === undefined ? undefined : nodeFace(node, place.flowId, project, catalog)
      const exit = face?.exits.find((one) => one.id === place.exit)?.label
      const form: Readonly<Record<string, { readonly label: string }>> = catalog.get(node?.kind ?? '')?.form ?? {}
      return [flow?.name, face === undefined ? undefined : faceInWords(face), exit, form[place.path?.[0] ?? '']?.label].filter((part) => part !== undefined).join(' · ')
    }
  }
}
