import { chmodSync, statSync, symlinkSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readProject, SCHEMA_VERSION } from '@halley/model'
import { expect, test } from 'vitest'
import { oldDocument, openFolder } from './call-halley.test-fixture.ts'

test('an old file is replaced by the same project of the present version, and it says from which to which', async () => {
  const { folder, write, read, list, call } = openFolder()
  write('old.halley.json', oldDocument('v0-help-desk'))
  chmodSync(join(folder, 'old.halley.json'), 0o640)
  const { code, out } = await call('migrate', 'old.halley.json')
  expect(code).toBe(0)
  expect(out).toMatch(new RegExp(`from version 0 to ${SCHEMA_VERSION} \\(edges-by-exit, .*written to old\\.halley\\.json`))
  const before = readProject(oldDocument('v0-help-desk'))
  expect(readProject(read('old.halley.json'))).toEqual({ ...before, migrated: [] })
  expect(statSync(join(folder, 'old.halley.json')).mode & 0o777).toBe(0o640)
  expect(list()).toEqual(['old.halley.json'])
})

test('a second time there is nothing to do, and nothing is written', async () => {
  const { folder, write, call } = openFolder()
  write('old.halley.json', oldDocument('v1-help-desk'))
  await call('migrate', 'old.halley.json')
  const { mtimeMs, ino } = statSync(join(folder, 'old.halley.json'))
  expect(await call('migrate', 'old.halley.json')).toEqual({ code: 0, out: `old.halley.json: is of version ${SCHEMA_VERSION} already, nothing to do\n`, error: '' })
  expect(statSync(join(folder, 'old.halley.json'))).toMatchObject({ mtimeMs, ino })
})

test('with -o the file stays and the result goes to another', async () => {
  const { write, read, call } = openFolder()
  write('old.halley.json', oldDocument('v0-help-desk'))
  const { code, out } = await call('migrate', 'old.halley.json', '-o', 'new.halley.json', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ ok: true, file: 'old.halley.json', from: 0, to: SCHEMA_VERSION, written: 'new.halley.json' })
  expect(read('old.halley.json')).toBe(oldDocument('v0-help-desk'))
  expect(JSON.parse(read('new.halley.json'))).toMatchObject({ schemaVersion: SCHEMA_VERSION })
})

test('a link stays a link', async () => {
  const { folder, write, read, call } = openFolder()
  write('real.halley.json', oldDocument('v0-help-desk'))
  symlinkSync('real.halley.json', join(folder, 'link.halley.json'))
  await call('migrate', 'link.halley.json')
  expect(lstatSync(join(folder, 'link.halley.json')).isSymbolicLink()).toBe(true)
  expect(JSON.parse(read('real.halley.json'))).toMatchObject({ schemaVersion: SCHEMA_VERSION })
})

test('what cannot be read or written is left as it was, with the reason', async () => {
  const { write, read, list, call } = openFolder()
  write('broken.halley.json', '{"schemaVersion": 0,')
  expect(await call('migrate', 'broken.halley.json')).toMatchObject({ code: 2, out: '' })
  expect(read('broken.halley.json')).toBe('{"schemaVersion": 0,')
  write('old.halley.json', oldDocument('v0-help-desk'))
  expect(await call('migrate', 'old.halley.json', '-o', 'no-folder/new.json')).toMatchObject({ code: 2, error: expect.stringMatching(/no-folder\/new\.json cannot be written: .*ENOENT/) })
  expect(list().sort()).toEqual(['broken.halley.json', 'old.halley.json'])
})
