import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkFile, checkManifest, type Manifest } from './boundary-rules.ts'
import { boundaries } from './boundary-table.ts'

const manifests = new Map<string, Manifest>([
  ['.', { name: 'halley' }],
  ['packages/model', { name: '@halley/model', exports: { '.': './src/index.ts' }, dependencies: { zod: '4' } }],
  ['packages/engine', { name: '@halley/engine', exports: { '.': './src/index.ts' }, dependencies: { '@halley/model': '0.1.0' } }],
  ['packages/bus', { name: '@halley/bus', exports: { '.': './src/index.ts', './conformance': './src/conformance.ts' } }],
  ['apps/server', { name: '@halley/server', exports: {}, dependencies: { '@halley/bus': '0.1.0', fastify: '5' } }],
  ['apps/editor', { name: '@halley/editor', exports: {}, dependencies: { '@xyflow/react': '12', '@halley/model': '0.1.0' } }],
])

const whatIn = (path: string, text: string) => checkFile({ path, text }, manifests).map(({ line, what }) => `${line}: ${what}`)

describe('imports between our packages', () => {
  test('a package may import one of lower rank by its name', () => {
    expect(whatIn('packages/engine/src/step.ts', "import { flow } from '@halley/model'")).toEqual([])
  })
  test('a package must not import one of higher rank', () => {
    expect(whatIn('packages/model/src/flow.ts', "\nimport { step } from '@halley/engine'")).toEqual(['2: packages/model must not import @halley/engine'])
  })
  test('an import of types, a re-export and a dynamic import count as well', () => {
    const text = "import type { Step } from '@halley/engine'\nexport * from '@halley/engine'\nawait import('@halley/engine')"
    expect(whatIn('packages/model/src/flow.ts', text)).toHaveLength(3)
  })
  test('an import must be among the dependencies of the package', () => {
    expect(whatIn('apps/editor/src/main.ts', "import '@halley/engine'")).toEqual(['1: @halley/engine is not among the dependencies of apps/editor'])
  })
  test('a path into another package is not its door', () => {
    expect(whatIn('packages/engine/src/step.ts', "import { flow } from '@halley/model/src/flow.ts'")).toEqual(['1: @halley/model/src/flow.ts goes past the door of @halley/model'])
  })
  test('a second door that the package declares is one', () => {
    expect(whatIn('apps/server/src/bus.test.ts', "import { busConformance } from '@halley/bus/conformance'")).toEqual([])
  })
  test('a relative path must stay inside the package', () => {
    expect(whatIn('packages/engine/src/step.ts', "import { flow } from '../../model/src/flow.ts'")).toEqual(['1: ../../model/src/flow.ts reaches into packages/model from outside'])
    expect(whatIn('tests/integration/step.test.ts', "import { flow } from '../../packages/model/src/flow.ts'")).toHaveLength(1)
    expect(whatIn('packages/engine/src/step.ts', "import { run } from '../../../scripts/run.ts'")).toEqual(['1: ../../../scripts/run.ts leaves packages/engine'])
  })
  test('a package.json must not list a package of ours that the table forbids', () => {
    const wrong = new Map(manifests).set('packages/model', { name: '@halley/model', dependencies: { '@halley/engine': '0.1.0' } })
    expect(checkManifest('packages/model', wrong)).toHaveLength(1)
    expect(checkManifest('packages/engine', manifests)).toEqual([])
  })
  test('a workspace that the table does not know is a violation', () => {
    expect(checkManifest('packages/drawer', manifests)[0]?.what).toBe('packages/drawer has no place in the architecture')
  })
  test('the table itself has arrows to lower ranks only', () => {
    const upward = Object.values(boundaries).flatMap(({ rank, ours }) => ours.filter((target) => (boundaries[target]?.rank ?? Number.POSITIVE_INFINITY) >= rank))
    expect(upward).toEqual([])
  })
})

describe('imports from outside', () => {
  test('a pure package may import only what the table names', () => {
    expect(whatIn('packages/model/src/flow.ts', "import { z } from 'zod'")).toEqual([])
    expect(whatIn('packages/bus/src/topic.ts', "import { z } from 'zod'")).toEqual(['1: packages/bus must not import zod'])
  })
  test("Node's own modules are for programs of Node and for tests", () => {
    expect(whatIn('packages/model/src/flow.ts', "import { join } from 'node:path'")).toEqual(['1: packages/model must not import node:path'])
    expect(whatIn('packages/model/src/flow.test.ts', "import { join } from 'node:path'")).toEqual([])
    expect(whatIn('apps/server/src/main.ts', "import { join } from 'node:path'")).toEqual([])
  })
  test('a package of npm must be among the dependencies', () => {
    expect(whatIn('apps/server/src/main.ts', "import fastify from 'fastify'\nimport pino from 'pino'")).toEqual(['2: pino is not among the dependencies of apps/server'])
  })
  test('React Flow stays inside the canvas', () => {
    expect(whatIn('apps/editor/src/canvas/node-view.tsx', "import type { Node } from '@xyflow/react'")).toEqual([])
    expect(whatIn('apps/editor/src/problems/list.tsx', "import type { Node } from '@xyflow/react'")).toEqual(['1: @xyflow/react is imported outside apps/editor/src/canvas/'])
  })
  test('what stands in a string or a comment is no import', () => {
    expect(whatIn('packages/bus/src/topic.ts', "// import 'zod'\nexport const text = `\nimport { z } from 'zod'\n`")).toEqual([])
  })
})

describe('names', () => {
  test.each(['packages/model/src/utils.ts', 'packages/model/src/common/flow.ts', 'packages/model/src/string-helpers.ts', 'tests/types.ts'])('%s says nothing about what is inside', (path) => {
    expect(whatIn(path, 'export {}')).toHaveLength(1)
  })
  test('a word of the domain may hold one of those words', () => {
    expect(whatIn('packages/model/src/field-types.ts', 'export {}')).toEqual([])
  })
  test('file names are in kebab-case, and imports name the whole file', () => {
    expect(whatIn('apps/editor/src/NodeView.tsx', 'export {}')).toEqual(['1: NodeView.tsx is not in kebab-case'])
    expect(whatIn('packages/model/src/flow.ts', "import './edge'")).toEqual(['1: ./edge has no ending'])
  })
})

test('the command names file, line and remedy, and ends with exit code 1', () => {
  const root = mkdtempSync(join(tmpdir(), 'halley-boundaries-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('package.json', '{"name": "halley"}')
  write('packages/bus/package.json', '{"name": "@halley/bus", "exports": {".": "./src/index.ts"}}')
  write('packages/bus/src/index.ts', "export const one = 1\nimport { z } from 'zod'\n")
  write('packages/bus/src/long.ts', 'export {}\n'.repeat(301))
  const { status, stderr } = spawnSync('node_modules/.bin/tsx', ['scripts/check-boundaries.ts', root], { encoding: 'utf8' })
  expect(stderr).toContain('packages/bus/src/index.ts:2: packages/bus must not import zod. To do: it may import nothing from npm')
  expect(stderr).toContain('packages/bus/src/long.ts: 301 lines')
  expect(status).toBe(1)
})
