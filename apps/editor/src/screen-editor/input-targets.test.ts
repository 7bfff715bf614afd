import { emptyProject } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { inputTargets } from './input-targets.ts'
import { indexAfterDrop } from './widget-order.ts'

const [project = emptyProject({ id: 'none', name: 'None', technicalName: 'none' })] = exampleProjects()

describe('what an input can fill in', () => {
  it('is any top field of a message and any field of the session, but no list', () => {
    expect(inputTargets(project).map((target) => target.label)).toEqual(['Ticket › Subject', 'Ticket › Priority', 'Taken › Subject', 'Taken › By', 'What happened'])
  })
})

describe('a widget that is dropped', () => {
  it('comes before or behind the one below the pointer, itself left out of the count', () => {
    const widgets = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
    expect(indexAfterDrop(widgets, 'a', { id: 'c', isAfter: false })).toBe(1)
    expect(indexAfterDrop(widgets, 'a', { id: 'c', isAfter: true })).toBe(2)
    expect(indexAfterDrop(widgets, 'new', { id: 'a', isAfter: true })).toBe(1)
  })
})
