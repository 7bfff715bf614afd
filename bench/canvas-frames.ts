import { chromium, type Browser } from '@playwright/test'
import { preview } from 'vite'
import { findChromium } from '../scripts/find-chromium.mjs'
import { DID_NOT_END, round as boundedRound } from './bounded.ts'
import { timeGesture, type Gesture } from './canvas/gestures.ts'
import { median } from './report.ts'
import type { Row } from './row.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Milliseconds after which a round is given up. */
const ROUND_LIMIT_MS = 30_000

type Frames = { readonly p50: number; readonly p99: number; readonly longest: number }

const broken: Frames = { p50: DID_NOT_END, p99: DID_NOT_END, longest: DID_NOT_END }

/**
 * Milliseconds per frame while the canvas is panned by mouse and zoomed out and in by wheel, our node views beside bare React Flow with the same nodes
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
      for (const gesture of smoke ? (['pan'] as const) : (['pan', 'zoom'] as const)) rows.push(...(await compare(browser, `${base}bench/canvas?nodes=${nodes}`, { nodes, gesture, rounds })))
    }
    return rows
  } finally {
    await browser.close()
    await server.close()
  }
}

async function compare(browser: Browser, url: string, { nodes, gesture, rounds }: { readonly nodes: number; readonly gesture: Gesture; readonly rounds: number }): Promise<Row[]> {
  const figures: Record<'own' | 'bare', Frames[]> = { own: [], bare: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ['own', 'bare'] as const) {
      const name = `canvas, ${gesture} ${nodes} nodes, round ${round + 1} of ${rounds}, ${way}`
      figures[way].push(await boundedRound({ name, limitMs: ROUND_LIMIT_MS, fallback: broken }, (signal) => framesOf(browser, way === 'bare' ? `${url}&bare=1` : url, gesture, signal)))
    }
  }
  return (['p50', 'p99', 'longest'] as const).map((part) => ({ suite: 'canvas', name: `${gesture} ${nodes} nodes, ${part}`, ours: figures.own.map((frames) => frames[part]), peer: 'bare React Flow', peerFigures: figures.bare.map((frames) => frames[part]), unit: 'ms/frame', higherIsBetter: false }))
}

async function framesOf(browser: Browser, url: string, gesture: Gesture, signal: AbortSignal): Promise<Frames> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  // A page that hangs is closed; what waits for it then fails by itself.
  signal.addEventListener('abort', () => void page.close().catch(() => undefined))
  try {
    await page.goto(url)
    await page.locator('.react-flow__node').first().waitFor()
    const sorted = (await timeGesture(page, gesture)).toSorted((a, b) => a - b)
    return { p50: median(sorted), p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN, longest: sorted.at(-1) ?? Number.NaN }
  } finally {
    if (!page.isClosed()) await page.close()
  }
}
