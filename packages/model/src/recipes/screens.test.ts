import { beforeEach, describe, expect, it } from 'vitest'
import { recordEdit } from '../edits/record-edit.ts'
import { inOrder } from '../ids.ts'
import { emptyProject, type Project } from '../project.ts'
import { FIRST_BUTTON_EXIT } from '../screen.ts'
import { createFlow } from './create-flow.ts'
import { createMessage } from './create-message.ts'
import { addMember } from './members.ts'
import { addNode, connect } from './nodes.ts'
import { addInputsForMessage, addTableColumns, addWidget, changeWidget, copyWidget, deleteWidget, moveWidget, pasteWidget, screenOfNode, type NewWidget } from './screens.ts'
import { placeProblem } from '../screen-places.ts'
import { widgetTree, type WidgetBranch } from '../screen-tree.ts'

let ids = 0
const newId = () => `id${(ids += 1)}`
const heading = (text: string): NewWidget => ({ kind: 'heading', level: 1, text })
const button: NewWidget = { kind: 'button', label: 'Send', tone: 'primary', action: { type: 'exit' }, storesInputs: true }
let project: Project
let ref: { flowId: string; nodeId: string }

beforeEach(() => {
  project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
  ref = { flowId, nodeId: addNode(project, flowId, { kind: 'user-interaction', version: 1, position: { x: 0, y: 0 } }, newId) ?? '' }
})

const widgets = () => inOrder(screenOfNode(project.flows[ref.flowId]?.nodes[ref.nodeId]).widgets)

describe('the widgets of a screen', () => {
  it('are added, moved, changed and deleted', () => {
    const first = addWidget(project, ref, { widget: heading('First') }, newId) ?? ''
    const second = addWidget(project, ref, { widget: heading('Second') }, newId) ?? ''
    addWidget(project, ref, { widget: heading('Between'), index: 1 }, newId)
    moveWidget(project, ref, second, { parentId: null, index: 0 })
    changeWidget(project, ref, first, (widget) => { if (widget.kind === 'heading') widget.text = 'Changed' })
    expect(widgets().map((widget) => widget.kind === 'heading' && widget.text)).toEqual(['Second', 'Changed', 'Between'])
    deleteWidget(project, ref, first)
    expect(widgets()).toHaveLength(2)
  })

  const endId = () => Object.values(project.flows[ref.flowId]?.nodes ?? {}).find((node) => node.kind === 'end')?.id ?? ''
  const exitsWithArrow = () => Object.values(project.flows[ref.flowId]?.edges ?? {}).filter((edge) => edge.from === ref.nodeId && edge.to === endId()).map((edge) => edge.exit)

  it('take the arrow of a deleted button away with it', () => {
    const id = addWidget(project, ref, { widget: button }, newId) ?? ''
    addWidget(project, ref, { widget: button }, newId)
    connect(project, ref.flowId, { from: ref.nodeId, exit: id, to: endId() })
    deleteWidget(project, ref, id)
    expect(exitsWithArrow()).toEqual([])
  })

  it('leave the arrow of the last button to the first one that comes after it', () => {
    const id = addWidget(project, ref, { widget: button }, newId) ?? ''
    connect(project, ref.flowId, { from: ref.nodeId, exit: id, to: endId() })
    deleteWidget(project, ref, id)
    expect(exitsWithArrow()).toEqual([FIRST_BUTTON_EXIT])
    const next = addWidget(project, ref, { widget: button }, newId)
    expect(exitsWithArrow()).toEqual([next])
  })

  it('give the arrow of a screen without buttons to a button from when it leaves the screen', () => {
    connect(project, ref.flowId, { from: ref.nodeId, exit: FIRST_BUTTON_EXIT, to: endId() })
    const id = addWidget(project, ref, { widget: { ...button, action: { type: 'refresh' } } }, newId) ?? ''
    expect(exitsWithArrow()).toEqual([FIRST_BUTTON_EXIT])
    changeWidget(project, ref, id, (widget) => { if (widget.kind === 'button') widget.action = { type: 'exit' } })
    expect(exitsWithArrow()).toEqual([id])
  })

  it('are inputs for all fields of a message in one step, each only once', () => {
    const messageId = createMessage(project, { name: 'Ticket' }, newId)
    for (const name of ['Subject', 'Priority']) addMember(project, { collection: 'messages', id: messageId }, { type: 'field', name, required: name === 'Subject' }, newId)
    addMember(project, { collection: 'messages', id: messageId }, { type: 'list', name: 'Comments' }, newId)
    expect(addInputsForMessage(project, ref, { messageId }, newId)).toBe(2)
    expect(addInputsForMessage(project, ref, { messageId }, newId)).toBe(0)
    expect(widgets().map((widget) => widget.kind === 'input' && [widget.label, widget.required])).toEqual([['Subject', true], ['Priority', false]])
  })

  it('get a column for each field of a list, those already shown left out', () => {
    const widgetId = addWidget(project, ref, { widget: { kind: 'table', source: 'Ticket.comments', columns: {}, emptyText: '' } }, newId) ?? ''
    addTableColumns(project, { ref, widgetId }, [{ title: 'Author', text: '{row.author}' }], newId)
    addTableColumns(project, { ref, widgetId }, [{ title: 'Author', text: '{row.author}' }, { title: 'Text', text: '{row.text}' }], newId)
    const [table] = widgets()
    expect(table?.kind === 'table' && inOrder(table.columns).map((column) => column.title)).toEqual(['Author', 'Text'])
  })

  it('are changed by patches of what differs, so that others may change the rest', () => {
    const id = addWidget(project, ref, { widget: heading('Hello') }, newId) ?? ''
    addWidget(project, ref, { widget: button }, newId)
    const { patches } = recordEdit(project, (draft) => changeWidget(draft, ref, id, (widget) => { if (widget.kind === 'heading') widget.text = 'Hi' }))
    expect(patches).toEqual([{ op: 'replace', path: ['flows', ref.flowId, 'nodes', ref.nodeId, 'config', 'screen', 'widgets', id, 'text'], value: 'Hi' }])
  })

  it('stay away when the node is gone', () => {
    expect(addWidget(project, { ...ref, nodeId: 'gone' }, { widget: button }, newId)).toBeNull()
  })
})

describe('widgets inside of others', () => {
  const group: NewWidget = { kind: 'group', title: '' }
  const list: NewWidget = { kind: 'repeater', source: 'tickets', layout: 'list', emptyText: '' }
  const table: NewWidget = { kind: 'table', source: 'tickets', columns: {}, emptyText: '' }
  const input: NewWidget = { kind: 'input', label: 'Name', target: null, required: false, placeholder: '', multiline: false }
  const screen = () => screenOfNode(project.flows[ref.flowId]?.nodes[ref.nodeId])
  const add = (widget: NewWidget, parentId: string | null = null, index?: number) => addWidget(project, ref, { widget, parentId, index }, newId) ?? ''
  const words = ({ widget, inside }: WidgetBranch): string => `${widget.kind === 'heading' ? widget.text : widget.kind}${inside.length === 0 ? '' : `(${inside.map(words).join(' ')})`}`
  const shape = () => widgetTree(screen()).map(words).join(' ')

  it('are added and moved to a place in them', () => {
    const outer = add(group)
    const first = add(heading('A'))
    add(heading('B'), outer)
    moveWidget(project, ref, first, { parentId: outer, index: 0 })
    expect(shape()).toBe('group(A B)')
    moveWidget(project, ref, outer, { parentId: outer })
    expect(shape()).toBe('group(A B)')
  })

  it('go with what holds them when that is deleted, and their arrows too', () => {
    const outer = add(group)
    const own = add(button, outer)
    add(button)
    connect(project, ref.flowId, { from: ref.nodeId, exit: own, to: Object.values(project.flows[ref.flowId]?.nodes ?? {}).find((node) => node.kind === 'end')?.id ?? '' })
    deleteWidget(project, ref, outer)
    expect(shape()).toBe('button')
    expect(Object.values(project.flows[ref.flowId]?.edges ?? {}).filter((edge) => edge.from === ref.nodeId)).toEqual([])
  })

  it('come to where it was when they are kept', () => {
    add(heading('before'))
    const outer = add(group)
    add(heading('A'), outer)
    add(heading('B'), outer)
    add(heading('after'))
    deleteWidget(project, ref, outer, { keepsInside: true })
    expect(shape()).toBe('before A B after')
  })

  it('are copied with what holds them, under ids of their own', () => {
    const outer = add(group)
    add(heading('A'), add(group, outer))
    const clip = copyWidget(screen(), outer) ?? []
    pasteWidget(project, ref, { clip, parentId: null, index: 0 }, newId)
    expect(shape()).toBe('group(group(A)) group(group(A))')
    expect(pasteWidget(project, { ...ref, nodeId: 'gone' }, { clip, parentId: null }, newId)).toBeNull()
  })

  it('can stand where they mean something: buttons alone in a table, inputs in no list, nothing in itself or too deep', () => {
    const rows = add(table)
    const repeated = add(list)
    const inList = add(group, repeated)
    const outside = add(group)
    add(input, outside)
    expect([placeProblem(screen(), button, rows), placeProblem(screen(), input, outside), placeProblem(screen(), { widgetId: inList }, null)]).toEqual([null, null, null])
    expect([placeProblem(screen(), input, rows), placeProblem(screen(), input, inList), placeProblem(screen(), { widgetId: outside }, repeated), placeProblem(screen(), { widgetId: repeated }, inList), placeProblem(screen(), button, 'gone')].every((problem) => problem !== null)).toBe(true)
    expect(add(input, inList)).toBe('')
    let parent: string | null = null
    for (let level = 0; level < 6; level += 1) parent = add(group, parent)
    expect(placeProblem(screen(), button, parent)).toContain('6 levels')
  })
})
