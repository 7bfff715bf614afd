import { useState } from 'react'
import { ChoicePopup } from '../palette/choice-popup.tsx'
import { connectExit, disconnectEdges, leadTo } from './canvas-edits.ts'
import { mayConnect } from './connecting.ts'
import { faceInWords } from './node-face.ts'
import type { CanvasGraph } from './use-canvas-graph.ts'
import { waysToNode } from './ways-to-node.ts'

/** Connects without a pointer: choose an exit, then where it leads. */
export function ConnectByKeyboard(props: {
  readonly flowId: string
  readonly graph: CanvasGraph
  readonly nodeId: string
  readonly at: { readonly x: number; readonly y: number }
  /** Shows the node that is pointed at. */
  readonly onPoint: (nodeId: string) => void
  readonly onNewNode: (exit: string) => void
  readonly onClose: (returnsFocus: boolean) => void
}) {
  const { flowId, graph, nodeId, at, onPoint, onNewNode, onClose } = props
  const exits = graph.faces.get(nodeId)?.exits ?? []
  const [exit, setExit] = useState<string | null>(exits.length === 1 ? (exits[0]?.id ?? null) : null)
  const targetOf = (exitId: string) => graph.flow.edges[`${nodeId}:${exitId}`]?.to
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : wordsOf(graph, id))

  if (exit === null) {
    return (
      <ChoicePopup
        at={at}
        label="Choose the exit to connect"
        placeholder="Which exit?"
        nothing="This node has no such exit."
        choices={exits.map((one) => ({ key: one.id, label: one.label, note: nameOf(targetOf(one.id)) ?? 'leads nowhere', icon: 'arrow-left-right', group: 'Exits' }))}
        onChoose={setExit}
        onClose={onClose}
      />
    )
  }
  const targets = [...graph.faces.values()].filter((face) => mayConnect(graph.faces, nodeId, face.id))
  return (
    <ChoicePopup
      key={exit}
      at={at}
      label={`Choose where ${exits.find((one) => one.id === exit)?.label ?? exit} leads`}
      placeholder="Where does it lead?"
      nothing="No node is called so."
      choices={[
        ...targets.map((face) => ({ key: `node/${face.id}`, label: faceInWords(face), icon: face.icon, hue: face.hue, group: 'Nodes' })),
        { key: 'new', label: 'A new node…', icon: 'split', group: 'Other' },
        ...(targetOf(exit) === undefined ? [] : [{ key: 'none', label: 'Nowhere: disconnect', icon: 'eraser', group: 'Other' }]),
      ]}
      onPoint={(key) => {
        if (key.startsWith('node/')) onPoint(key.slice('node/'.length))
      }}
      onChoose={(key) => {
        if (key === 'new') {
          onNewNode(exit)
          return
        }
        if (key === 'none') disconnectEdges(flowId, [`${nodeId}:${exit}`])
        else connectExit(flowId, { from: nodeId, exit, to: key.slice('node/'.length) })
        onClose(true)
      }}
      onClose={onClose}
    />
  )
}

/** Asks from where an arrow leads to a node: an exit that is free, or an arrow into which the node goes. */
export function LeadToNode(props: {
  readonly flowId: string
  readonly graph: CanvasGraph
  readonly nodeId: string
  readonly at: { readonly x: number; readonly y: number }
  readonly onPoint: (nodeId: string) => void
  readonly onClose: (returnsFocus: boolean) => void
}) {
  const { flowId, graph, nodeId, at, onPoint, onClose } = props
  return (
    <ChoicePopup
      at={at}
      label={`Choose what leads to ${wordsOf(graph, nodeId) ?? 'the node'}`}
      placeholder="What leads here?"
      nothing="No exit is called so."
      choices={waysToNode(graph, nodeId).map(({ face, exit, next, group }) => ({
        key: `${face.id}:${exit.id}`,
        label: face.exits.length === 1 ? faceInWords(face) : `${faceInWords(face)}, ${exit.label}`,
        ...(next !== undefined && { note: `before ${shortOf(graph, next)}` }),
        icon: face.icon,
        hue: face.hue,
        group,
      }))}
      onPoint={(key) => onPoint(key.slice(0, key.indexOf(':')))}
      onChoose={(key) => {
        leadTo(flowId, { edgeId: key, nodeId })
        onClose(true)
      }}
      onClose={onClose}
    />
  )
}

// Beside the words of its own a line has no room for what kind of node comes after.
function shortOf(graph: CanvasGraph, nodeId: string): string {
  const face = graph.faces.get(nodeId)
  return face === undefined ? nodeId : face.summary === '' ? face.kindTitle : face.summary
}

function wordsOf(graph: CanvasGraph, nodeId: string): string | undefined {
  const face = graph.faces.get(nodeId)
  return face === undefined ? undefined : faceInWords(face)
}
