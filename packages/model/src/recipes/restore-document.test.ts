import { expect, test } from 'vitest'
import { recordEdit } from '../edits/record-edit.ts'
import { applyPatches } from '../edits/apply-edit.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { projectSchema } from '../project.ts'
import { createFlow } from './create-flow.ts'
import { restoreDocument } from './restore-document.ts'

test('the project becomes what the document says, except for its id, in one edit that can be taken back', () => {
  const before = helpDesk()
  const changed = helpDesk()
  // Every part of a project is different, so that a part which a later version adds is not forgotten here.
  changed.name = 'Other'
  changed.technicalName = 'other'
  for (const part of Object.values(changed)) if (typeof part === 'object') for (const key of Object.keys(part)) Reflect.deleteProperty(part, key)
  changed.settings = { homeFlowId: 'elsewhere', onApplicationStartFlowId: null }
  changed.id = 'another'
  createFlow(changed, { name: 'New', type: 'flowchart' }, () => 'new')
  expect(Object.keys(changed)).toEqual(Object.keys(projectSchema.shape))
  const { project, inverse } = recordEdit(changed, (draft) => restoreDocument(draft, before))
  expect(project).toEqual({ ...before, id: 'another' })
  expect(applyPatches(project, inverse).project).toEqual(changed)
})

test('what is the same already is not touched', () => {
  const before = helpDesk()
  const changed = helpDesk()
  const flow = changed.flows['report']
  if (flow !== undefined) flow.name = 'Renamed'
  expect(recordEdit(changed, (draft) => restoreDocument(draft, before)).patches).toEqual([{ op: 'replace', path: ['flows', 'report', 'name'], value: before.flows['report']?.name }])
})
