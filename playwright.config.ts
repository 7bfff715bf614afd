import { defineConfig, devices } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'

// Each test file starts a server of its own on a free port, so there is no webServer here.
export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results/browser',
  // A test that passes the second time has told us something the first time.
  retries: 0,
  // The machines that run this have two cores: the browser and the server fill them.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  // What these tests are about is what happens, never how fast: a slow machine with much else to do gets there, too.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    // Without motion nothing moves away from under the pointer, and nothing is half transparent while it is looked at.
    contextOptions: { reducedMotion: 'reduce' },
    // Without a film of every test, which takes as much of the processor as the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    video: 'off',
    launchOptions: {
      executablePath: findChromium(),
      // What works as root, in a container, and without a network.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
})
