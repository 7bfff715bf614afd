import { compileProject } from '@halley/engine'
import { projectSchema } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { exampleProjects } from './index.ts'

describe('the examples', () => {
  for (const project of exampleProjects()) {
    it(`"${project.name}" is a valid project without problems that stop it`, () => {
      expect(projectSchema.safeParse(project).error?.issues ?? []).toEqual([])
      expect(compileProject(project, catalog).diagnostics.filter((problem) => problem.severity === 'error')).toEqual([])
    })
  }
})
