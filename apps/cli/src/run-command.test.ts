import { createServer } from 'node:net'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callHalley, helpdesk, openFolder } from './call-halley.test-fixture.ts'

const temporaryFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('halley-run-'))

test('a project is served as a published app until the command is ended, and nothing is left behind', async () => {
  const { folder, write } = openFolder()
  const project = helpdesk()
  write('desk.halley.json', project)
  const before = temporaryFolders()
  let asked = 0
  const { code, error } = await callHalley(['run', 'desk.halley.json', '--port', '0', '--json'], {
    folder,
    whenRunning: async (out) => {
      const { ok, url, editor, projectId, version } = JSON.parse(out)
      expect({ ok, projectId, version }).toEqual({ ok: true, projectId: project.id, version: expect.any(Number) })
      expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/a/${project.technicalName}$`))
      expect(editor).toBe(`${new URL(url).origin}/p/${project.id}`)
      const app = await (await fetch(`${new URL(url).origin}/api/v1/apps/${project.technicalName}`)).json()
      expect(app).toMatchObject({ projectId: project.id, name: project.name })
      asked += 1
    },
  })
  expect([code, error, asked]).toEqual([0, '', 1])
  expect(temporaryFolders()).toEqual(before)
})

test('with --data the same project is served again by a later version', async () => {
  const { folder, write } = openFolder()
  const project = { ...helpdesk(), id: 'my-desk', name: 'My desk', technicalName: 'myDesk' }
  write('desk.halley.json', project)
  const versions: unknown[] = []
  for (let round = 0; round < 2; round += 1) {
    await callHalley(['run', 'desk.halley.json', '--port', '0', '--data', 'kept', '--json'], { folder, whenRunning: async (out) => { versions.push(JSON.parse(out)) } })
  }
  expect(versions).toMatchObject([{ projectId: 'my-desk', version: 1 }, { projectId: 'my-desk', version: 2 }])
  expect(existsSync(join(folder, 'kept'))).toBe(true)
})

test('a project in which nothing would run ends with 1 and the reason', async () => {
  const { folder, write } = openFolder()
  const project = helpdesk()
  write('desk.halley.json', { ...project, flows: {}, settings: { homeFlowId: null, onApplicationStartFlowId: null } })
  const { code, error } = await callHalley(['run', 'desk.halley.json', '--port', '0'], { folder })
  expect(code).toBe(1)
  expect(error).toMatch(/^halley run: desk\.halley\.json cannot run\. /)
})

test('a port that is taken, or is none, ends with 2 and what to do', async () => {
  const { folder, write } = openFolder()
  write('desk.halley.json', helpdesk())
  const taken = createServer()
  const port = await new Promise<number>((resolve) => taken.listen(0, '127.0.0.1', () => { const address = taken.address(); resolve(typeof address === 'object' && address !== null ? address.port : 0) }))
  expect(await callHalley(['run', 'desk.halley.json', '--port', String(port)], { folder })).toMatchObject({ code: 2, error: `halley run: Port ${port} is taken, perhaps by another Halley. Choose another: --port 0 takes a free one.\n` })
  await new Promise((resolve) => taken.close(resolve))
  for (const typed of ['x', '70000', '-1', '1.5']) expect(await callHalley(['run', 'desk.halley.json', `--port=${typed}`], { folder })).toMatchObject({ code: 2, error: expect.stringContaining('is not a port') })
})
