import { compileProject } from '@halley/engine'
import { catalog } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { linearProject, respondingProject } from './projects.ts'

describe('The flows of the flow benchmark', () => {
  it.each([['linear', linearProject()], ['responding', respondingProject()]])('the %s one has no errors', (_name, project) => {
    expect(compileProject(project, catalog).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
