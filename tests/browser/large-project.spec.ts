import { expect, test } from './halley-test.ts'

/** More nodes than the page checks itself (problems-store.ts), in flows as people draw them. */
const FLOWS = 5
const NODES_IN_A_FLOW = 100

/** A project of flows with logs in a row; the last log of the last flow uses a name that does not exist. */
function largeProject(id: string): unknown {
  const flows = Array.from({ length: FLOWS }, (_, flow) => {
    const ids = Array.from({ length: NODES_IN_A_FLOW }, (_, at) => (at === 0 ? 'start' : at === NODES_IN_A_FLOW - 1 ? 'end' : `log${at}`))
    const nodes = ids.map((id, at) => {
      const isWrong = flow === FLOWS - 1 && at === NODES_IN_A_FLOW - 2
      const config = at === 0 || at === NODES_IN_A_FLOW - 1 ? {} : { level: 'info', text: isWrong ? '{nobody.knows}' : `Line ${at}` }
      return { id, kind: at === 0 ? 'start' : at === NODES_IN_A_FLOW - 1 ? 'end' : 'log', version: 1, position: { x: (at % 10) * 240, y: Math.floor(at / 10) * 128 }, config }
    })
    const edges = ids.slice(1).map((to, at) => ({ id: `${ids[at]}:default`, from: ids[at], exit: 'default', to }))
    return {
      id: `flow${flow}`, name: `Flow ${flow}`, technicalName: `flow${flow}`, technicalNameSetByHand: false, description: '', folderId: null, order: `a${flow}`, type: 'flowchart',
      nodes: Object.fromEntries(nodes.map((node) => [node.id, node])), edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])),
    }
  })
  return {
    schemaVersion: 1, id, name: 'Large', technicalName: 'large', folders: {}, messages: {}, channels: {}, fields: {}, lists: {}, choices: {}, navigation: {}, personas: {},
    flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])), settings: { homeFlowId: 'flow0', onApplicationStartFlowId: null },
  }
}

test('the problems of a project of 500 nodes are found in a worker, under the rules of the page', async ({ page, halley }) => {
  const imported = await page.request.post(`${halley.url}/api/v1/projects`, { data: largeProject('large'), headers: { origin: halley.url } })
  expect(imported.status(), await imported.text()).toBe(201)
  const refused: string[] = []
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) refused.push(message.text())
  })
  await page.goto('/p/large')
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await expect(page.getByTestId('problems').getByRole('button', { name: /^error: .*nobody/ })).toBeVisible()
  expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringContaining('check-worker')])
  expect(refused).toEqual([])
})

test('where no worker can be had, the page checks a large project itself', async ({ page, halley }) => {
  await page.request.post(`${halley.url}/api/v1/projects`, { data: largeProject('large-2'), headers: { origin: halley.url } })
  await page.route(/check-worker/, (route) => route.abort())
  await page.goto('/p/large-2')
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await expect(page.getByTestId('problems').getByRole('button', { name: /^error: .*nobody/ })).toBeVisible()
})
