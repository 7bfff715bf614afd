import type { Page } from '@playwright/test'

/** What is done to a canvas while its frames are timed. */
export type Gesture = 'pan' | 'zoom' | 'far pan'

/** Where the mouse is put down to pan: ground between the cards of the bench page, at a viewport of 1280 × 720. */
const GROUND = { x: 1_200, y: 40 }

/** A wheel's turn; React Flow halves the zoom in about four of them. */
const WHEEL = 100

/** Milliseconds between two moves of a hand, about one for each frame; a page that is slow gets them later. */
const MOVE_MS = 16

/**
 * Milliseconds between frames while a gesture is made by mouse and wheel on a page that shows a canvas at rest. `zoom` goes from
 * where cards can be read to as far out as it goes, and back; `far pan` pans there.
 */
export async function timeGesture(page: Page, gesture: Gesture): Promise<number[]> {
  await page.mouse.move(GROUND.x, GROUND.y)
  if (gesture === 'far pan') await turnWheel(page, WHEEL)
  await atRest(page)
  await startRecording(page)
  if (gesture === 'zoom') {
    await turnWheel(page, WHEEL)
    await turnWheel(page, -WHEEL)
  } else {
    await pan(page)
  }
  // What the last move set off belongs to the gesture.
  await twoFrames(page)
  const frames: unknown = await page.evaluate('window.benchFrames')
  if (!Array.isArray(frames) || frames.length === 0) throw new Error('The page recorded no frames.')
  return frames.map(Number)
}

async function pan(page: Page): Promise<void> {
  await page.mouse.down()
  for (let move = 0; move < 60; move += 1) {
    await page.mouse.move(GROUND.x - 15 * (move % 30 < 15 ? move % 15 : 15 - (move % 15)), GROUND.y + 10 * (move % 20))
    await page.waitForTimeout(MOVE_MS)
  }
  await page.mouse.up()
}

async function turnWheel(page: Page, by: number): Promise<void> {
  for (let turn = 0; turn < 24; turn += 1) {
    await page.mouse.wheel(0, by)
    await page.waitForTimeout(MOVE_MS)
  }
}

// Nothing is mounted or painted any more: what a page still does from being opened is not the gesture's.
async function atRest(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => { let quiet = 0, last = performance.now(); const look = (now) => { quiet = now - last < 40 ? quiet + 1 : 0; last = now; if (quiet > 10) resolve(); else requestAnimationFrame(look) }; requestAnimationFrame(look) })')
}

async function twoFrames(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))')
}

/** Records the time between frames. A text, since what compiles the benchmark would put names of its own into a function. */
async function startRecording(page: Page): Promise<void> {
  await page.evaluate(`
    window.benchFrames = []
    let last = performance.now()
    const next = (now) => {
      window.benchFrames.push(now - last)
      last = now
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  `)
}
