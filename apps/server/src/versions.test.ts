import type { Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from './halley-client.test-fixture.ts'
import { api, changeDraft, editorOf, projectId, versions } from './publishing.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function draft(url: string): Promise<Project> {
  const response = await fetch(`${url}/api/v1/projects/${projectId}`)
  return response.json()
}

describe('versions', () => {
  it('are numbered, named, never change, and say who made them', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url, cleanUps)
    const made = await api(url, 'POST', versions, { body: { name: 'As it came', author: 'Ann', note: 'Before the demo' } })
    expect(made).toMatchObject({ status: 201, json: { number: 1, name: 'As it came', note: 'Before the demo', author: 'Ann', revision: 0, published: false } })
    expect(made.headers.get('location')).toBe(`/api/v1/${versions}/1`)
    await editor.push('versionsChanged')
    await changeDraft(url, ['name'], 'Changed')
    await api(url, 'POST', versions, { body: { name: 'Renamed' } })
    expect((await api(url, 'GET', versions)).json).toMatchObject({ published: null, versions: [{ number: 2, name: 'Renamed', revision: 1, author: 'HTTP API' }, { number: 1 }] })
    expect((await api(url, 'GET', `${versions}/1`)).json).toMatchObject({ name: 'Helpdesk escalation' })
    expect((await api(url, 'GET', `${versions}/2`)).json).toMatchObject({ name: 'Changed' })
  })

  it('that are made at the same time get numbers of their own', async () => {
    const { url } = await startServer(cleanUps)
    const made = await Promise.all(['A', 'B', 'C'].map((name) => api(url, 'POST', versions, { body: { name } })))
    expect(made.map(({ json }) => json['number']).toSorted()).toEqual([1, 2, 3])
  })

  it('need a name, and can insist on the revision that they are made of', async () => {
    const { url } = await startServer(cleanUps)
    expect(await api(url, 'POST', versions, { body: { name: ' ' } })).toMatchObject({ status: 422, type: 'application/problem+json', json: { code: 'version/invalid', pointer: '/name' } })
    expect(await api(url, 'POST', versions)).toMatchObject({ status: 422, json: { pointer: '/name' } })
    expect(await api(url, 'POST', versions, { body: { name: 'Old' }, headers: { 'if-match': '"7"' } })).toMatchObject({ status: 409, json: { code: 'project/conflict', revision: 0 } })
    expect((await api(url, 'POST', versions, { body: { name: 'New' }, headers: { 'if-match': '"0"' } })).status).toBe(201)
  })

  it.each(['0', '2', 'x', '99999999999', '-1'])('that are not there (%s) are not found', async (number) => {
    const { url } = await startServer(cleanUps)
    await api(url, 'POST', versions, { body: { name: 'One' } })
    for (const [method, path] of [['GET', ''], ['POST', '/publish'], ['POST', '/restore']] as const) {
      expect(await api(url, method, `${versions}/${number}${path}`)).toMatchObject({ status: 404, json: { code: 'version/not_found' } })
    }
    expect(await api(url, 'GET', 'projects/nowhere/versions')).toMatchObject({ status: 404, json: { code: 'project/not_found' } })
  })

  it('are restored into the draft by one edit, which everybody gets and which can be taken back', async () => {
    const { url } = await startServer(cleanUps)
    const before = await draft(url)
    await api(url, 'POST', versions, { body: { name: 'As it came' } })
    await changeDraft(url, ['name'], 'Changed')
    await changeDraft(url, ['settings', 'homeFlowId'], null)
    const editor = await editorOf(url, cleanUps)
    expect(await api(url, 'POST', `${versions}/1/restore`, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 409, json: { code: 'project/conflict', revision: 2 } })
    expect(await api(url, 'POST', `${versions}/1/restore`)).toMatchObject({ status: 200, json: { revision: 3 } })
    expect((await editor.push('edited')).ordered).toMatchObject({ revision: 3, edit: { label: 'Restore version 1: As it came' } })
    expect(await draft(url)).toEqual(before)
    // Nothing to change is no edit.
    expect((await api(url, 'POST', `${versions}/1/restore`)).json).toMatchObject({ revision: 3 })
  })

  it('are made before a document takes the place of the draft', async () => {
    const { url } = await startServer(cleanUps)
    const document = { ...(await draft(url)), name: 'Imported' }
    await api(url, 'PUT', `projects/${projectId}`, { body: document, headers: { 'if-match': '*' } })
    expect((await api(url, 'GET', versions)).json).toMatchObject({ versions: [{ number: 1, name: 'Before it was replaced', revision: 0 }] })
    expect((await api(url, 'GET', `${versions}/1`)).json).toMatchObject({ name: 'Helpdesk escalation' })
  })
})
