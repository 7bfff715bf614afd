import { createPersona, emptyProject } from '@halley/model'
import { expect, test } from 'vitest'
import { recipientTexts } from './recipient-texts.ts'

test('who gets a message is completed with the ids of personas, or with the roles that are used; who is notified, with the technical names of personas', () => {
  const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
  const id = createPersona(project, { name: 'Officer' }, () => 'p-1')
  project.personas[id]?.roles.push('officer')
  expect(recipientTexts(project, 'users')).toEqual([{ value: 'p-1', name: 'Officer' }])
  expect(recipientTexts(project, 'roles')).toEqual([{ value: 'officer', name: 'officer' }])
  expect(recipientTexts(project, 'people')).toEqual([{ value: 'officer', name: 'Officer' }])
  expect(recipientTexts(project, 'all')).toEqual([])
})
