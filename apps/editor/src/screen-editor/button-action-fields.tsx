import { inOrder, type ScreenRef, type Widget } from '@halley/model'
import { Checkbox, Field, Select } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { nodeBehind } from './node-behind.ts'
import type { PutWidget } from './widget-properties.tsx'

type ButtonWidget = Extract<Widget, { kind: 'button' }>

const actionOptions = [
  { value: 'exit', label: 'Follow its exit' },
  { value: 'flow', label: 'Execute a flowchart' },
  { value: 'refresh', label: 'Refresh the screen' },
]
const closing = { value: 'close', label: 'Close the overlay' }
const tones = [
  { value: 'primary', label: 'Primary' },
  { value: 'plain', label: 'Plain' },
  { value: 'danger', label: 'Danger' },
]

/** What a button does when it is pressed, and how it looks. */
export function ButtonActionFields({ about, widget, put, isInRows }: { readonly about: ScreenRef; readonly widget: ButtonWidget; readonly put: PutWidget; readonly isInRows: boolean }) {
  const flows = useProject((project) => project.flows)
  const isOverlay = useProject((project) => project.flows[about.flowId]?.nodes[about.nodeId]?.config['overlay'] === true)
  const next = useProject((project) => nodeBehind(project, about, widget.id))
  const { action } = widget
  const putButton = (key: string, recipe: (button: ButtonWidget) => void) => put(key, (draft) => { if (draft.kind === 'button') recipe(draft) })
  const choose = (type: string) => putButton('action', (draft) => {
    draft.action = type === 'flow' ? { type, flowId: null } : type === 'refresh' || type === 'close' ? { type } : { type: 'exit' }
  })
  return (
    <>
      <Field
        label="When pressed"
        help={helpOf(action.type, { isInRows, next })}
        error={action.type === 'close' && !isOverlay ? 'Only an overlay closes; show the screen as overlay, or choose something else.' : null}
      >
        <Select value={action.type} options={[...actionOptions, isOverlay ? closing : { ...closing, note: 'overlays only', disabled: true }]} onChange={choose} />
      </Field>
      {action.type === 'flow' && (
        <Field label="Flowchart" error={action.flowId === null ? 'Choose the flowchart that it executes.' : flows[action.flowId] === undefined ? 'This flowchart was deleted; choose another one.' : null}>
          <Select
            value={action.flowId}
            options={inOrder(flows).filter((flow) => flow.type !== 'endpoint').map((flow) => ({ value: flow.id, label: flow.name }))}
            onChange={(flowId) => putButton('flow', (draft) => { draft.action = { type: 'flow', flowId } })}
          />
        </Field>
      )}
      <Field label="Look"><Select value={widget.tone} options={tones} onChange={(tone) => putButton('tone', (draft) => { draft.tone = tone === 'danger' ? 'danger' : tone === 'plain' ? 'plain' : 'primary' })} /></Field>
      <Checkbox label="Stores what was typed" help="Checks and stores the inputs first; a Cancel button does not." checked={widget.storesInputs} onChange={(storesInputs) => putButton('stores', (draft) => { draft.storesInputs = storesInputs })} />
    </>
  )
}

function helpOf(action: ButtonWidget['action']['type'], { isInRows, next }: { readonly isInRows: boolean; readonly next: string | null }): string | undefined {
  if (action !== 'exit') return isInRows ? 'The row in which it was pressed becomes the current row of its list: current and the name of the list.' : undefined
  const exit = next === null ? 'Its exit is on the node, to be connected' : `Its exit leads to “${next}”`
  return isInRows ? `${exit}; behind it, row is the row in which it was pressed.` : `${exit}.`
}
