import { describe, expect, test } from 'vitest'
import { helpDesk } from '../help-desk.test-fixture.ts'
import type { Project } from '../project.ts'
import { applyPatches } from './apply-edit.ts'
import { recordEdit } from './record-edit.ts'

const desk = helpDesk()

describe('recording a gesture', () => {
  test('a change is one patch at its place, and its inverse gives the document back', () => {
    const { project, patches, inverse } = recordEdit(desk, (draft) => { draft.name = 'Front desk' })
    expect(patches).toStrictEqual([{ op: 'replace', path: ['name'], value: 'Front desk' }])
    expect(inverse).toStrictEqual([{ op: 'replace', path: ['name'], value: 'Help desk' }])
    expect(applyPatches(project, inverse).project).toStrictEqual(desk)
    expect(project.flows).toBe(desk.flows)
  })

  test('a change inside an array replaces the whole array', () => {
    const { patches } = recordEdit(desk, (draft) => { draft.channels['escalation']?.messageIds.push('other') })
    expect(patches).toStrictEqual([{ op: 'replace', path: ['channels', 'escalation', 'messageIds'], value: ['ticket', 'other'] }])
    expect(recordEdit(desk, (draft) => { draft.personas['officer']?.roles.pop() }).patches).toStrictEqual([{ op: 'replace', path: ['personas', 'officer', 'roles'], value: [] }])
  })

  test('an object put in place of another becomes patches of what differs; one of another type is replaced whole', () => {
    const config = (next: Record<string, string>) => recordEdit(desk, (draft) => { const node = draft.flows['report']?.nodes['log']; if (node) node.config = next }).patches
    expect(config({ level: 'warning', text: 'Sent {Ticket.subject}, last was {received.Ticket.subject}' })).toStrictEqual([{ op: 'replace', path: ['flows', 'report', 'nodes', 'log', 'config', 'level'], value: 'warning' }])
    const { patches } = recordEdit(desk, (draft) => { const field = draft.fields['draftSubject']; if (field) field.valueType = { type: 'number', min: 0 } })
    expect(patches).toStrictEqual([{ op: 'replace', path: ['fields', 'draftSubject', 'valueType'], value: { type: 'number', min: 0 } }])
  })

  test('what ends as it was is no change', () => {
    const recorded = recordEdit(desk, (draft) => {
      draft.name = 'Other'
      draft.name = 'Help desk'
      const node = draft.flows['report']?.nodes['log']
      if (node) node.position = { x: 400, y: 0 }
    })
    expect(recorded).toStrictEqual({ project: desk, patches: [], inverse: [] })
    expect(recorded.project).toBe(desk)
  })

  test('a key set to undefined is taken away', () => {
    const withDefault = recordEdit(desk, (draft) => { const field = draft.fields['draftSubject']; if (field) field.default = 'x' }).project
    const { patches, project } = recordEdit(withDefault, (draft) => { const field = draft.fields['draftSubject']; if (field) field.default = undefined })
    expect(patches).toStrictEqual([{ op: 'remove', path: ['fields', 'draftSubject', 'default'] }])
    expect(project).toStrictEqual(desk)
  })
})

describe('applying patches', () => {
  const patch = (op: 'add' | 'replace' | 'remove', path: string[], value?: string) => ({ op, path, ...(value !== undefined && { value }) })

  test('a change to something that is gone is skipped and revives nothing', () => {
    const { project, skipped, applied } = applyPatches(desk, [patch('replace', ['flows', 'gone', 'name'], 'x'), patch('add', ['flows', 'report', 'nodes', 'gone', 'kind'], 'x'), patch('remove', ['messages', 'gone'])])
    expect(project).toBe(desk)
    expect([skipped.length, applied.length]).toStrictEqual([3, 0])
  })

  test('adding what is there replaces it, so that the later of two wins everywhere', () => {
    const { project } = applyPatches(desk, [patch('add', ['flows', 'report', 'description'], 'one'), patch('add', ['flows', 'report', 'description'], 'two')])
    expect(project.flows['report']?.description).toBe('two')
  })

  test('paths through arrays, plain values and forbidden keys are skipped', () => {
    const { project, skipped } = applyPatches(desk, [patch('replace', ['channels', 'escalation', 'messageIds', '0'], 'x'), patch('add', ['name', 'length'], 'x'), patch('add', ['__proto__', 'polluted'], 'x'), patch('add', ['messages', 'constructor'], 'x')])
    expect(skipped).toHaveLength(4)
    expect(project).toBe(desk)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('neither the document nor the patches are changed, however many patches go through one object', () => {
    const before = JSON.stringify(desk)
    const value = { id: 'x', order: 'a0', name: 'X', tree: 'flows', parentId: null }
    const patches = [{ op: 'add' as const, path: ['folders', 'x'], value }, patch('replace', ['folders', 'x', 'name'], 'Y')]
    const project: Project = applyPatches(desk, patches).project
    expect(project.folders['x']?.name).toBe('Y')
    expect(value.name).toBe('X')
    expect(JSON.stringify(desk)).toBe(before)
  })
})
