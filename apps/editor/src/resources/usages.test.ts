import { emptyProject } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { memberUsages } from './usages.ts'

const [project = emptyProject({ id: 'none', name: 'None', technicalName: 'none' })] = exampleProjects()
const owner = { collection: 'messages', id: 'ticket' } as const

describe('the usages of a field', () => {
  it('stay the same while something else of the project changes', () => {
    const before = memberUsages(project, owner, 'subject')
    expect(before.length).toBeGreaterThan(0)
    expect(memberUsages({ ...project, personas: {} }, owner, 'subject')).toBe(before)
  })

  it('are looked for again when flows change', () => {
    const before = memberUsages(project, owner, 'subject')
    const after = memberUsages({ ...project, flows: {} }, owner, 'subject')
    expect(after.length).toBeLessThan(before.length)
  })
})
