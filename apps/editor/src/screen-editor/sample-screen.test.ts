import { emptyProject, screenOfNode, widgetSchema } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { sampleScreen } from './sample-screen.ts'

const [project = emptyProject({ id: 'none', name: 'None', technicalName: 'none' })] = exampleProjects()

function sampleOf(flowId: string, nodeId: string) {
  return sampleScreen(project, screenOfNode(project.flows[flowId]?.nodes[nodeId]), { flowId, nodeId, title: 'Screen', defaultButtonId: '' })
}

describe('a screen while it is edited', () => {
  it('is drawn with example values of the messages it shows', () => {
    const overlay = sampleOf('showTicket', 'overlay')
    expect(overlay.widgets[0]).toMatchObject({ kind: 'heading', text: 'Subject' })
    expect(overlay.widgets.find((widget) => widget.kind === 'table')).toMatchObject({ columns: [{ title: 'Author' }, { title: 'Comment' }], rows: [['Author', 'Text']] })
  })

  it('shows a choice by its label', () => {
    const [text] = sampleOf('showTicket', 'overlay').widgets.flatMap((widget) => (widget.kind === 'text' && widget.markdown.startsWith('Priority: ') ? [widget.markdown] : []))
    expect(text).toMatch(/^Priority: \*\*(Low|Normal|High)\*\*/)
  })

  it('has the control of each input, by the type of what it fills in', () => {
    const controls = sampleOf('report', 'form').widgets.flatMap((widget) => (widget.kind === 'input' ? [widget.control.type] : []))
    expect(controls).toEqual(['text', 'choice', 'text'])
  })

  it('says in its place what an input without a target needs', () => {
    const screen = { widgets: { one: { id: 'one', parentId: null, order: 'a0', kind: 'input' as const, label: 'Subject', target: null, required: false, placeholder: '', multiline: false } } }
    expect(sampleScreen(project, screen, { flowId: 'report', nodeId: 'form', title: '', defaultButtonId: '' }).widgets[0]).toMatchObject({ kind: 'problem', text: 'Subject: choose what this input fills in.' })
  })

  it('shows conditional parts whatever their condition says, and lists with one row, so that what is inside can be worked on', () => {
    const drawn = [['when', 'conditional', null], ['in', 'heading', 'when'], ['list', 'repeater', null], ['cell', 'text', 'list'], ['take', 'button', 'list'], ['table', 'table', null], ['row', 'button', 'table'], ['chart', 'chart', null], ['badge', 'badge', null]] as const
    const screen = { widgets: Object.fromEntries(drawn.map(([id, kind, parentId], index) => [id, widgetSchema.parse({ id, kind, parentId, order: `a${index}`, text: '{row.text}', label: 'Take', source: kind === 'table' ? '' : 'Ticket.comments', columns: {}, when: 'false', value: 'Ticket.priority', series: { s: { id: 's', order: 'a0', title: 'One', value: 'row.n' } } })])) }
    const { widgets } = sampleScreen(project, screen, { flowId: 'report', nodeId: 'form', title: '', defaultButtonId: 'take' })
    expect(widgets).toMatchObject([
      { kind: 'group', id: 'when', widgets: [{ id: 'in' }] },
      { kind: 'repeater', rows: [{ widgets: [{ markdown: 'Text' }, { kind: 'button', row: [0], isDefault: false }] }] },
      { kind: 'table', buttons: [[{ id: 'row', row: [0] }]] },
      { kind: 'chart', series: [{ title: 'One' }] },
      { kind: 'badge', text: 'Normal' },
    ])
  })
})
