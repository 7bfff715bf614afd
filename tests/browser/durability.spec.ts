import type { WebSocketRoute } from '@playwright/test'
import { expect, expectSameDocument, flowName, kindsIn, storedProject, test, type Person } from './people.ts'

test('what was saved is there after the server was killed, for the page that was open and for one opened anew', async ({ person, halley, projectId }) => {
  const ada = await person('Ada')
  await ada.addAlone('Decision')
  await ada.add('Log')
  await ada.rename(flowName, 'Reception')
  await ada.renameProject('Front desk')
  await ada.seesSaved()
  const before = await ada.project()
  await halley.kill()
  await expect(ada.saveStatus).toHaveText('Offline')
  await halley.start()
  // The page comes back by itself, and with nothing to send.
  await ada.seesSaved()
  expect(await ada.project()).toEqual(before)
  expect(await storedProject(halley, projectId)).toEqual(before)
  await ada.page.reload()
  await expect(ada.node('Decision')).toBeVisible()
  await expect(ada.node('Log')).toBeVisible()
  await expect(ada.row('Reception')).toBeVisible()
  await expect(ada.page.getByRole('heading', { name: 'Front desk' })).toBeVisible()
  expect(await ada.project()).toEqual(before)
  // It goes on from there: the next edit has the next revision.
  await ada.addAlone('Note')
  await expectSameDocument([ada], halley, projectId)
})

test('what is drawn while the server is dead is stored once when it is back', async ({ person, halley, projectId }) => {
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  await halley.kill()
  await expect(ada.saveStatus).toHaveText('Offline')
  await ada.addAlone('Decision')
  await bo.addAlone('Log')
  await expect(ada.saveStatus).toHaveText('Offline (1 change kept here)')
  await expect(bo.saveStatus).toHaveText('Offline (1 change kept here)')
  await halley.start()
  await expectSameDocument([ada, bo], halley, projectId)
  expect(await ada.kinds()).toEqual(['decision', 'end', 'log', 'start'])
  // The steps of before the cut can still be taken back.
  await ada.undo()
  await expect(bo.node('Decision')).toHaveCount(0)
  await expectSameDocument([ada, bo], halley, projectId)
})

test('an edit that was stored though its answer got lost is known again, and not made twice', async ({ person, halley, projectId }) => {
  const ada = await person('Ada')
  const wire = await tapWire(ada)
  await ada.renameProject('Front desk')
  await ada.seesSaved()
  // From here on what the server says is lost on the way; what the page says arrives.
  await wire.whenUsed()
  wire.setDeaf(true)
  await ada.addAlone('Decision')
  await expect.poll(async () => kindsIn(await storedProject(halley, projectId))).toContain('decision')
  // The page hears of nothing; whether it still waits depends on how long the look above took.
  await expect(ada.saveStatus).toHaveText(/^(Saving|Not saved)/)
  wire.setDeaf(false)
  await wire.cut()
  const end = await expectSameDocument([ada], halley, projectId)
  expect(kindsIn(end)).toEqual(['decision', 'end', 'start'])
  expect(await ada.page.evaluate('window.halley.revision()'), 'edits that the server stored').toBe(2)
})

test('an edit whose answer was lost with the server is not lost, and not made twice', async ({ person, halley, projectId }) => {
  const ada = await person('Ada')
  // Killed as early as can be: what was sent may be stored or not, and was answered or not.
  for (const kind of ['Decision', 'Log', 'Note']) {
    await ada.addAlone(kind)
    await halley.kill()
    await halley.start()
  }
  await expectSameDocument([ada], halley, projectId)
  expect(await ada.kinds()).toEqual(['decision', 'end', 'log', 'note', 'start'])
})

test('what was on its way when the page was reloaded arrives', async ({ person, halley, projectId }) => {
  const ada = await person('Ada')
  const giveFree = halley.holdStorage()
  try {
    await ada.addAlone('Decision')
    await expect(ada.saveStatus).toHaveText(/^Not saved/)
    // The page itself comes from the server too, which waits for the disk at times.
    await ada.page.reload()
    await expect(ada.node('Decision')).toBeVisible()
  } finally {
    giveFree()
  }
  await expectSameDocument([ada], halley, projectId)
  expect(await ada.kinds()).toEqual(['decision', 'end', 'start'])
})

/** What stands between a page and the server from its next load on. */
async function tapWire(person: Person) {
  let isDeaf = false
  // The page has one for editing and one for each client of the preview.
  const open: WebSocketRoute[] = []
  let messages = 0
  await person.page.routeWebSocket(/\/socket\.io\//, (page) => {
    open.push(page)
    page.connectToServer().onMessage((frame) => {
      // Frames of Socket.IO begin with 4; the others are the transport's own.
      if (frame.toString().startsWith('4')) messages += 1
      if (!isDeaf) page.send(frame)
    })
  })
  await person.page.reload()
  await person.canvas.waitFor()
  return {
    setDeaf: (deaf: boolean) => {
      isDeaf = deaf
    },
    /** Waits until messages come over it: a connection begins by requests and moves over. */
    whenUsed: () => expect.poll(() => messages).toBeGreaterThan(0),
    cut: () => Promise.all(open.map((socket) => socket.close())),
  }
}
