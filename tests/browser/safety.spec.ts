import { edgeId, emptyProject, type Flow, type Project } from '@halley/model'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'

const node = (id: string, kind: string, config: Flow['nodes'][string]['config'] = {}, x = 0) => ({ id, kind, version: 1, position: { x, y: 0 }, config })
const arrows = (...all: readonly (readonly [string, string, string])[]) => Object.fromEntries(all.map(([from, exit, to]) => [edgeId(from, exit), { id: edgeId(from, exit), from, exit, to }]))
const flow = (id: string, path: string, nodes: readonly ReturnType<typeof node>[], edges: Flow['edges']): Flow => ({
  id, name: id, technicalName: id, technicalNameSetByHand: false, description: '', folderId: null, order: `a${id}`, type: 'endpoint', nodes: Object.fromEntries(nodes.map((one) => [one.id, one])), edges, inputs: {}, outputs: {},
  endpoint: { method: 'GET', path, parameters: {}, visibleWhen: '', roles: [], timeLimitMs: 30_000, streamLimitMs: 3_600_000 },
})

/** A project with an endpoint that asks a service, and one whose flow runs in a circle. */
function reachingProject(): Project {
  const assignment = { assignments: { one: { id: 'one', order: 'a0', target: { type: 'field', fieldId: 'count' }, expression: '1' } } }
  const ask = flow('ask', '/ask', [node('start', 'start'), node('request', 'http-request', { url: 'https://bank.example.com/pay' }, 240), node('end', 'end', {}, 480)], arrows(['start', 'default', 'request'], ['request', 'default', 'end']))
  const circle = flow('circle', '/circle', [node('start', 'start'), node('one', 'assignment', assignment, 240), node('two', 'assignment', assignment, 480)], arrows(['start', 'default', 'one'], ['one', 'default', 'two'], ['two', 'default', 'one']))
  return {
    ...emptyProject({ id: 'reaching', name: 'Reaching', technicalName: 'reaching' }), flows: { ask, circle },
    fields: { count: { id: 'count', folderId: null, order: 'a0', name: 'count', technicalName: 'count', technicalNameSetByHand: false, description: '', valueType: { type: 'number' } } },
  }
}

test('an imported project says what it would do and does it only when that is allowed; a runaway flow is paused until it is resumed', async ({ page }) => {
  expect((await page.request.post('/api/v1/projects', { data: reachingProject() })).status()).toBe(201)
  await page.goto('/p/reaching')
  const note = page.getByRole('status').filter({ hasText: 'This project was imported' })
  await expect(note).toContainText('asks 1 service, answers 2 HTTP requests')
  await note.getByText('asks 1 service').click()
  await expect(note.getByRole('listitem').first()).toHaveText('asks https://bank.example.com')
  expect(await barriers(page)).toEqual([])
  expect((await page.request.get('/h/reaching/circle')).status()).toBe(503)
  await note.getByRole('button', { name: 'Allow it to run' }).click()
  await expect(note).toHaveCount(0)

  for (let round = 0; round < 5; round += 1) expect((await page.request.get('/h/reaching/circle')).status()).toBe(500)
  const paused = page.getByRole('status').filter({ hasText: 'The flowchart "circle" is paused' })
  await expect(paused).toBeVisible()
  await page.getByRole('tab', { name: 'Problems' }).click()
  await expect(page.getByTestId('problems')).toContainText('The flowchart "circle" is paused')
  await paused.getByRole('button', { name: 'Show the node' }).click()
  await expect(page.getByTestId('canvas').locator('.node-problem[title*="paused"]')).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await paused.getByRole('button', { name: 'Resume' }).click()
  await expect(paused).toHaveCount(0)
})

test('a client that met a paused flow leads to resuming it', async ({ page }) => {
  const { flows, fields } = reachingProject()
  const circle = flows['circle']
  if (circle === undefined) throw new Error('The circle is there.')
  const project = { ...emptyProject({ id: 'circling', name: 'Circling', technicalName: 'circling' }), fields, flows: { circle: { ...circle, type: 'flowchart', endpoint: null } }, settings: { homeFlowId: 'circle', onApplicationStartFlowId: null } }
  expect((await page.request.post('/api/v1/projects', { data: project })).status()).toBe(201)
  await page.goto('/p/circling')
  const client = page.getByTestId('preview-client-1')
  const resume = client.getByRole('button', { name: 'Resume' })
  // It has to be stopped five times; the next start finds it paused.
  await expect(async () => {
    if (!(await resume.isVisible())) await client.getByRole('button', { name: 'Start again' }).click({ timeout: 2_000 })
    await expect(resume).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 120_000 })
  await expect(client).toContainText('is paused')
  await resume.click()
  await expect(page.getByRole('status').filter({ hasText: 'is paused' })).toHaveCount(0)
  await expect(client.getByRole('button', { name: 'Start again' })).toBeVisible()
})
