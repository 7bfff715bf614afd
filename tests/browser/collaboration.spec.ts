import { expect, expectSameDocument, flowName, test, type Person } from './people.ts'

test('what one person draws and renames appears at the other', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.addAlone('Decision')
  await expect(bo.node('Decision')).toBeVisible()
  await ada.rename(flowName, 'Reception')
  await expect(bo.row('Reception')).toBeVisible()
  await expect(bo.row(flowName)).toHaveCount(0)
  await expect(bo.page.getByRole('tab', { name: 'Reception' })).toBeVisible()
  await bo.renameProject('Front desk')
  await expect(ada.page.getByRole('heading', { name: 'Front desk' })).toBeVisible()
  await expectSameDocument([ada, bo], halley, projectId)
})

test('what two people change in one flowchart at once is kept of both', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  const before = onlyNode(await ada.project(), 'end')
  // Without a network neither can know of the other: as much at once as it gets.
  await Promise.all([ada.goOffline(), bo.goOffline()])
  await ada.node('End').click()
  await ada.press('Shift+ArrowDown')
  await ada.addAlone('Decision')
  await bo.node('End').click()
  await bo.press('F2')
  const name = bo.page.getByTestId('properties').getByRole('textbox', { name: 'Name' })
  await name.fill('Finished')
  await bo.addAlone('Log')
  await Promise.all([ada.goOnline(), bo.goOnline()])
  const together = await expectSameDocument([ada, bo], halley, projectId)
  const end = onlyNode(together, 'end')
  expect(end.position).toEqual({ x: before.position.x, y: before.position.y + 8 })
  expect(end.config).toEqual({ ...before.config, name: 'Finished' })
  for (const who of [ada, bo]) {
    await expect(who.node('Decision')).toBeVisible()
    await expect(who.node('Log')).toBeVisible()
  }
})

test('undo and redo take only what oneself did', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.addAlone('Decision')
  await expect(bo.node('Decision')).toBeVisible()
  await bo.addAlone('Log')
  await expect(ada.node('Log')).toBeVisible()
  await ada.undo()
  await expect(bo.node('Decision')).toHaveCount(0)
  await expect(ada.node('Log')).toBeVisible()
  // There is nothing left of Ada's; what is on the canvas is Bo's.
  await expect(ada.page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  await expect(bo.page.getByRole('button', { name: 'Undo: Add Log' })).toBeEnabled()
  await ada.redo()
  await expect(bo.node('Decision')).toBeVisible()
  await bo.undo()
  await expect(ada.node('Log')).toHaveCount(0)
  await expectSameDocument([ada, bo], halley, projectId)
  expect(await ada.kinds()).toEqual(['decision', 'end', 'start'])
})

test('undo keeps what somebody else has worked on since', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.renameProject('Ours')
  await expect(bo.page.getByRole('heading', { name: 'Ours' })).toBeVisible()
  await bo.renameProject('Theirs')
  await expect(ada.page.getByRole('heading', { name: 'Theirs' })).toBeVisible()
  await ada.undo()
  await expect(ada.page.getByText('Somebody changed the same places since; their work is kept.')).toBeVisible()
  expect((await expectSameDocument([ada, bo], halley, projectId)).name).toBe('Theirs')
})

test('who else is here is shown by name, with what they edit, until they leave', async ({ person }) => {
  const ada = await person('Ada Lovelace')
  await expect(ada.page.getByRole('button', { name: 'Only you are here' })).toBeVisible()
  const bo = await person('Bo Derek')
  await expect(ada.page.getByRole('button', { name: 'Also here: Bo Derek' })).toBeVisible()
  await expect(bo.page.getByRole('button', { name: 'Also here: Ada Lovelace' })).toBeVisible()
  await bo.node('End').click()
  await ada.node('End').click()
  await expect(ada.page.getByText('Bo Derek is editing this node.')).toBeVisible()
  await bo.leave()
  await expect(ada.page.getByRole('button', { name: 'Only you are here' })).toBeVisible()
  await expect(ada.page.getByText('Bo Derek is editing this node.')).toHaveCount(0)
})

test('the save status goes from Saved over Saving to Saved', async ({ person }) => {
  const ada = await person('Ada')
  await ada.seesSaved()
  const words = await recordStatus(ada)
  await ada.addAlone('Decision')
  await expect.poll(words).toEqual(['Saving', 'Saved'])
})

test('offline changes are counted, kept here, and saved when the network is back', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.goOffline()
  await expect(ada.saveStatus).toHaveText('Offline')
  await ada.addAlone('Decision')
  await expect(ada.saveStatus).toHaveText('Offline (1 change kept here)')
  await ada.rename(flowName, 'Reception')
  await expect(ada.saveStatus).toHaveText('Offline (2 changes kept here)')
  // The others go on in the meantime.
  await bo.addAlone('Log')
  await bo.seesSaved()
  expect(await bo.kinds()).toEqual(['end', 'log', 'start'])
  await ada.goOnline()
  await ada.seesSaved()
  await expect(bo.row('Reception')).toBeVisible()
  await expect(bo.node('Decision')).toBeVisible()
  await expect(ada.node('Log')).toBeVisible()
  await expectSameDocument([ada, bo], halley, projectId)
})

test('what was not sent survives a closed tab and is sent by the next one', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.goOffline()
  await ada.addAlone('Decision')
  await ada.rename(flowName, 'Reception')
  await expect(ada.saveStatus).toHaveText('Offline (2 changes kept here)')
  await ada.page.close()
  await ada.goOnline()
  expect(await bo.kinds()).toEqual(['end', 'start'])
  await ada.openNewTab()
  await expect(bo.row('Reception')).toBeVisible()
  await expect(bo.node('Decision')).toBeVisible()
  await expectSameDocument([ada, bo], halley, projectId)
})

test('two tabs of one browser send what they did once each', async ({ person, halley, projectId }) => {
  const ada = await person('Ada')
  const first = ada.page
  await ada.openNewTab()
  await ada.context.setOffline(true)
  await ada.addAlone('Log')
  await expect(ada.saveStatus).toHaveText('Offline (1 change kept here)')
  await first.getByRole('toolbar', { name: 'Node kinds' }).getByRole('button', { name: 'Add Decision' }).click()
  await expect(first.getByTestId('save-status')).toHaveText('Offline (1 change kept here)')
  await ada.goOnline()
  await expect(first.getByTestId('save-status')).toHaveText('Saved')
  await expect(ada.node('Decision')).toBeVisible()
  await expectSameDocument([ada], halley, projectId)
  expect(await ada.kinds()).toEqual(['decision', 'end', 'log', 'start'])
})

test('an edit that the server refuses is told and taken back', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.addAlone('Decision')
  await expect(bo.node('Decision')).toBeVisible()
  // Ada moves what Bo has deleted in the meantime: nothing is left of what she did.
  await ada.goOffline()
  await ada.press('Shift+ArrowRight')
  await expect(ada.saveStatus).toHaveText('Offline (1 change kept here)')
  await bo.node('Decision').click()
  await bo.press('Delete')
  await bo.seesSaved()
  await ada.goOnline()
  await expect(ada.page.getByText('Not kept: Move a node')).toBeVisible()
  await expect(ada.page.getByText('somebody else deleted it')).toBeVisible()
  await expect(ada.node('Decision')).toHaveCount(0)
  await expectSameDocument([ada, bo], halley, projectId)
  // Her other step is still hers to take back, and the refused one is no step any more.
  await expect(ada.page.getByRole('button', { name: 'Undo: Add Decision' })).toBeEnabled()
})

test('while the storage takes nothing, the status says Not saved and why; then it is saved', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await ada.seesSaved()
  const words = await recordStatus(ada)
  const giveFree = halley.holdStorage()
  try {
    await ada.addAlone('Decision')
    // It is tried again and again, and may be tried by now. A server that has much else to do says it later than the page waits.
    await expect.poll(async () => (await words()).slice(0, 2)).toEqual(['Saving', expect.stringMatching(/^Not saved: The (storage did not take the edit|server did not answer within)/)])
    // What is on no disk is shown to nobody else.
    expect(await bo.kinds()).toEqual(['end', 'start'])
  } finally {
    giveFree()
  }
  await ada.seesSaved()
  await expect(bo.node('Decision')).toBeVisible()
  await expectSameDocument([ada, bo], halley, projectId)
})

function onlyNode({ flows }: Awaited<ReturnType<Person['project']>>, kind: string) {
  const found = Object.values(flows).flatMap((flow) => Object.values(flow.nodes)).filter((node) => node.kind === kind)
  const [node] = found
  if (node === undefined || found.length > 1) throw new Error(`There are ${found.length} nodes of the kind ${kind}.`)
  return node
}

/** Records what the save status says from now on; returns what reads it. */
async function recordStatus({ saveStatus }: Person): Promise<() => Promise<readonly string[]>> {
  const words = await saveStatus.evaluateHandle((element) => {
    const said: string[] = []
    new MutationObserver(() => {
      const text = element.textContent ?? ''
      if (said.at(-1) !== text) said.push(text)
    }).observe(element, { subtree: true, childList: true, characterData: true })
    return said
  })
  return () => words.evaluate((said) => [...said])
}
