import { inOrder } from '@halley/model'
import { TargetPicker } from '../properties/target-picker.tsx'
import { change, useProject } from '../stores/project-store.ts'
import { RecordLines } from './record-lines.tsx'

const words = {
  inputs: { label: 'Inputs', one: 'an input', help: 'Fields that a Sub-flowchart node may fill before this runs.' },
  outputs: { label: 'Outputs', one: 'an output', help: 'Fields that it may take afterwards. An End can give them values.' },
} as const

/** The inputs or outputs of a flowchart: fields and lists of the data model. */
export function FlowParameters({ flowId, which }: { readonly flowId: string; readonly which: 'inputs' | 'outputs' }) {
  const flow = useProject((project) => project.flows[flowId])
  if (flow === undefined) return null
  const { label, one, help } = words[which]
  return (
    <RecordLines
      label={label}
      help={help}
      one={one}
      lines={inOrder(flow[which])}
      onAdd={({ id, order }) => change(`Add ${one} to ${flow.name}`, (draft) => {
        const target = draft.flows[flowId]
        if (target !== undefined) target[which][id] = { id, order, target: null }
      })}
      onDelete={({ id }) => change(`Delete ${one} of ${flow.name}`, (draft) => {
        delete draft.flows[flowId]?.[which][id]
      })}
      render={(line, number) => (
        <TargetPicker label={`Field of ${which === 'inputs' ? 'input' : 'output'} ${number}`} value={line.target} invalid={false} onChange={(target) => change(`Change ${one} of ${flow.name}`, (draft) => {
          const parameter = draft.flows[flowId]?.[which][line.id]
          if (parameter !== undefined) parameter.target = target
        })} />
      )}
    />
  )
}
