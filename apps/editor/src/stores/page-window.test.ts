import { emptyProject } from '@halley/model'
import { expect, test } from 'vitest'
import { installPageWindow, type PageWindow } from './page-window.ts'
import { noProject, projectStore } from './project-store.ts'

test('what a page shows of its project is a copy: changing it changes nothing', () => {
  const target: { halley?: PageWindow } = {}
  installPageWindow(target)
  projectStore.setState({ ...noProject('desk'), project: emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' }), revision: 3 })
  const copy = target.halley?.project()
  if (copy === undefined) throw new Error('window.halley is missing')
  copy.name = 'Changed'
  expect(projectStore.getState().project.name).toBe('Desk')
  expect(target.halley?.project().name).toBe('Desk')
  expect(target.halley?.revision()).toBe(3)
  expect(target.halley?.save()).toEqual({ type: 'saved' })
})
