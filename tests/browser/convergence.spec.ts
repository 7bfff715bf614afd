import { inOrder } from '@halley/model'
import { expect, expectSameDocument, test, type Person } from './people.ts'
import { diceOf, gestureAtRandom } from './random-gestures.ts'

/**
 * The same gestures each time; when each of them reaches the other person, and when the server dies between them, is another
 * each time all the same. Other gestures: HALLEY_SEED=… HALLEY_STEPS=… npx playwright test convergence
 */
const seed = Number(process.env['HALLEY_SEED'] ?? 20_261)
/** Gestures of each person. */
const steps = Number(process.env['HALLEY_STEPS'] ?? 40)

test('two people who edit at random and are cut off at random end with one document, the server\'s', async ({ person, halley, projectId }, testInfo) => {
  testInfo.setTimeout(60_000 + steps * 10_000)
  testInfo.annotations.push({ type: 'seed', description: `HALLEY_SEED=${seed} HALLEY_STEPS=${steps}` })
  process.stdout.write(`convergence: HALLEY_SEED=${seed} HALLEY_STEPS=${steps}\n`)
  const [ada, bo] = await Promise.all([person('Ada'), person('Bo')])
  const begin = await ada.project()

  const killAt = Math.floor(steps / 2)
  const killAndStart = async () => {
    await halley.kill()
    await halley.start()
  }
  let revival: Promise<void> | null = null
  const [ofAda, ofBo] = await Promise.all([
    editAtRandom(ada, seed, (step) => {
      if (step === killAt) revival = killAndStart()
    }),
    editAtRandom(bo, seed + 1, () => {}),
  ])
  await revival
  const end = await expectSameDocument([ada, bo], halley, projectId)

  // The run was one that could have gone wrong.
  expect(revival, 'the server was killed').not.toBeNull()
  expect(end).not.toEqual(begin)
  expect(ofAda.cuts + ofBo.cuts, 'cuts').toBeGreaterThan(0)
  expect(ofAda.offlineEdits + ofBo.offlineEdits, 'edits made while cut off').toBeGreaterThan(0)
  expect(await revisionOf(ada)).toBe(await revisionOf(bo))
  expect(await revisionOf(ada), 'edits that were stored').toBeGreaterThan(steps / 2)

  // And both see it so.
  const flows = inOrder(end.flows)
  const drawn = flows.find(({ id }) => id in begin.flows)
  for (const { page, canvas, flowRows } of [ada, bo]) {
    await expect(page.getByRole('heading', { name: end.name, exact: true })).toBeVisible()
    await expect(flowRows).toHaveText(flows.map(({ name }) => name))
    await page.getByRole('button', { name: 'Show everything' }).click()
    await expect(canvas).toHaveAccessibleName(`Canvas of ${drawn?.name}`)
    await expect.poll(() => canvas.getByTestId(/^node-/).evaluateAll((nodes) => nodes.map((node) => node.dataset['testid']).toSorted())).toEqual(Object.keys(drawn?.nodes ?? {}).map((id) => `node-${id}`).toSorted())
  }
})

type Report = { readonly cuts: number; readonly offlineEdits: number }

async function editAtRandom(person: Person, ownSeed: number, atStep: (step: number) => void): Promise<Report> {
  const dice = diceOf(ownSeed)
  const report = { cuts: 0, offlineEdits: 0 }
  let stepsOffline = 0
  for (let step = 0; step < steps; step += 1) {
    atStep(step)
    if (stepsOffline > 0) {
      stepsOffline -= 1
      if (stepsOffline === 0) {
        report.offlineEdits += await pendingOf(person)
        await person.context.setOffline(false)
      }
    } else if (dice(8) === 0) {
      await person.context.setOffline(true)
      report.cuts += 1
      stepsOffline = 1 + dice(6)
    }
    await gestureAtRandom(person, dice)
  }
  await person.context.setOffline(false)
  return report
}

function revisionOf({ page }: Person): Promise<number> {
  return page.evaluate<number>('window.halley.revision()')
}

function pendingOf({ page }: Person): Promise<number> {
  return page.evaluate<number>('window.halley.save().count ?? 0')
}
