import { chromium, type Browser, type Page } from '@playwright/test'
import { preview } from 'vite'
import { findChromium } from '../scripts/find-chromium.mjs'
import { median } from './report.ts'
import type { Row } from './row.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

type Frames = { readonly p50: number; readonly p99: number }

/**
 * Milliseconds per frame while the canvas is panned by mouse, our node views beside bare React Flow with the same nodes
 * and edges, production build, headless Chromium.
 */
export async function canvasFramesSuite({ smoke, rounds }: { readonly smoke: boolean; readonly rounds: number }): Promise<Row[]> {
  const executablePath = findChromium()
  const server = await preview({ configFile: new URL('../vite.config.ts', import.meta.url).pathname, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' })
  const browser = await chromium.launch({ args: FLAGS, ...(executablePath !== undefined && { executablePath }) })
  try {
    const base = server.resolvedUrls?.local[0] ?? ''
    const rows: Row[] = []
    for (const nodes of smoke ? [100] : [100, 500, 2_000]) {
      const ours: Frames[] = []
      const bare: Frames[] = []
      for (let round = 0; round < rounds; round += 1) {
        ours.push(await panFrames(browser, `${base}bench/canvas?nodes=${nodes}`))
        bare.push(await panFrames(browser, `${base}bench/canvas?nodes=${nodes}&bare=1`))
      }
      for (const part of ['p50', 'p99'] as const) {
        rows.push({ suite: 'canvas', name: `pan ${nodes} nodes, ${part}`, ours: ours.map((frames) => frames[part]), peer: 'bare React Flow', peerFigures: bare.map((frames) => frames[part]), unit: 'ms/frame', higherIsBetter: false })
      }
    }
    return rows
  } finally {
    await browser.close()
    await server.close()
  }
}

async function panFrames(browser: Browser, url: string): Promise<Frames> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  try {
    await page.goto(url)
    await page.locator('.react-flow__node').first().waitFor()
    await recordFrames(page)
    // Panning by hand: press on the empty corner of the pane, then sixty moves there and back.
    await page.mouse.move(1_200, 40)
    await page.mouse.down()
    for (let move = 0; move < 60; move += 1) await page.mouse.move(1_200 - 15 * (move % 30 < 15 ? move % 15 : 15 - (move % 15)), 40 + 10 * (move % 20))
    await page.mouse.up()
    const frames = (await page.evaluate('window.benchFrames')) as number[]
    const sorted = frames.toSorted((a, b) => a - b)
    return { p50: median(sorted), p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN }
  } finally {
    await page.close()
  }
}

/** Records the time between frames. A text, since what compiles the benchmark would put names of its own into a function. */
async function recordFrames(page: Page): Promise<void> {
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
