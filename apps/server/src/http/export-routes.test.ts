import { exportFormats, exportProject } from '@halley/formats'
import { describeNode } from '@halley/nodes'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'
import { helpdeskProject } from '../sessions/helpdesk.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('an export over HTTP', () => {
  it('is what the command writes, as a file', async () => {
    const { url } = await startServer(cleanUps)
    const project = helpdeskProject()
    for (const format of exportFormats) {
      const response = await fetch(`${url}/api/v1/projects/${project.id}/export/${format}`)
      const expected = exportProject(project, format, { org: 'local', serverUrl: url, describeNode })
      expect([response.status, response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([200, `${expected.mediaType}; charset=utf-8`, `attachment; filename="${expected.fileName}"`])
      expect(await response.text()).toBe(expected.text)
    }
  })

  it('is of the draft, and in JSON, when that is asked for', async () => {
    const { url } = await startServer(cleanUps)
    const { id } = helpdeskProject()
    const document = await (await fetch(`${url}/api/v1/projects/${id}/export/asyncapi?environment=draft&syntax=json`)).json()
    expect(document).toMatchObject({ asyncapi: '3.0.0', servers: { http: { host: new URL(url).host } }, channels: { escalation: { address: `events.local.draft-${id}.escalation.{message}._` } } })
  })

  it('of a format, a project or in a way that there is not is refused with what there is', async () => {
    const { url } = await startServer(cleanUps)
    const { id } = helpdeskProject()
    const asked = async (path: string) => {
      const response = await fetch(`${url}/api/v1/projects/${path}`)
      return { status: response.status, body: await response.json() }
    }
    expect(await asked(`${id}/export/pdf`)).toMatchObject({ status: 404, body: { code: 'not_found', detail: 'A project cannot be exported as "pdf"; write asyncapi, jsonschema, typescript, cloudevents, mermaid.' } })
    expect(await asked(`${id}/export/asyncapi?syntax=xml`)).toMatchObject({ status: 400, body: { code: 'wire/malformed' } })
    expect(await asked('gone/export/asyncapi')).toMatchObject({ status: 404, body: { code: 'project/not_found' } })
  })
})
