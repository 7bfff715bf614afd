import { emptyProject } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { inputTargets } from './input-targets.ts'

const [project = emptyProject({ id: 'none', name: 'None', technicalName: 'none' })] = exampleProjects()

describe('what an input can fill in', () => {
  it('is any top field of a message and any field of the session, but no list', () => {
    expect(inputTargets(project).map((target) => target.label)).toEqual(['Ticket › Subject', 'Ticket › Priority', 'Taken › Subject', 'Taken › By', 'What happened'])
  })
})
