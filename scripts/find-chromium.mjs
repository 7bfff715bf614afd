// Finds a Chromium for the browser tests; used by prepare.mjs (is one there?) and by
// playwright.config.ts (start that one). Works before `npm ci` has run.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']

const macPaths = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Finds the Chromium to test with: `HALLEY_CHROMIUM`, then the system's, then the one Playwright downloaded.
 *
 * Throws when `HALLEY_CHROMIUM` names a file that is not there: silently taking another browser
 * would hide the mistake.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} path of the executable; undefined when there is none
 */
export function findChromium(environment = process.env) {
  const chosen = environment.HALLEY_CHROMIUM
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new Error(`HALLEY_CHROMIUM is ${chosen}, and there is no such file. Correct it or unset it.`)
  }
  return systemPaths(environment).find((path) => existsSync(path)) ?? playwrightChromium()
}

function systemPaths(environment) {
  if (process.platform === 'darwin') return macPaths
  if (process.platform === 'win32') {
    return [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA]
      .filter(Boolean)
      .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe'))
  }
  return names.map((name) => `/usr/bin/${name}`)
}

// Asked last: loading Playwright takes a noticeable part of a second.
function playwrightChromium() {
  try {
    const path = createRequire(import.meta.url)('playwright-core').chromium.executablePath()
    return path && existsSync(path) ? path : undefined
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
