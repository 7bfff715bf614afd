import { emptyProject } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { distinctUsages, memberUsages, usagesOf } from './usages.ts'

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

describe('what uses a resource', () => {
  const inNode = (nodeId: string, from: number) => ({ text: 'Flowchart "Report", decision: Ticket', place: { type: 'node', flowId: 'f', nodeId, from } }) as const

  it('lists a node that names it twice in one text once', () => {
    expect(distinctUsages([inNode('a', 0), inNode('a', 20)], project)).toHaveLength(1)
  })

  it('tells two nodes apart that would read the same', () => {
    for (const collection of ['messages', 'channels'] as const) {
      for (const id of Object.keys(project[collection])) {
        const texts = usagesOf(project, { collection, id }).map(({ text }) => text)
        expect(texts).toEqual([...new Set(texts)])
      }
    }
  })
})
