import { createElement, type ComponentType, type ReactElement } from 'react'
import type { Detail } from './canvas-context.ts'
import { CardBody } from './card-body.tsx'
import type { NodeFace, NodeShape } from './node-face.ts'
import { NoteBody } from './note-body.tsx'
import { PillBody } from './pill-body.tsx'

export type NodeBodyProps = { readonly face: NodeFace; readonly detail: Detail }

/** The escape hatch: what is inside a node where it is not the generic card. */
const bodies: Readonly<Record<NodeShape, ComponentType<NodeBodyProps>>> = { card: CardBody, pill: PillBody, note: NoteBody }

/** The inside of a node. */
export function NodeBody(props: NodeBodyProps): ReactElement {
  return createElement(bodies[props.face.shape], props)
}
