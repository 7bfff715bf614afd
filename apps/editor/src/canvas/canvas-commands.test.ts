import { describe, expect, it } from 'vitest'
import { canvasKeys } from './canvas-keys.ts'
import { canvasCommands } from './use-canvas-commands.ts'

describe('the keys of a canvas', () => {
  const listed = canvasCommands(() => {
    throw new Error('Nothing is done here.')
  }).flatMap(({ shortcut, alsoShortcuts = [] }) => [shortcut, ...alsoShortcuts])

  it('are all listed in the command palette and under ?', () => {
    for (const { shortcut } of canvasKeys) expect(listed).toContain(shortcut)
    for (const shortcut of ['Mod+C', 'Mod+X', 'Mod+V', 'Mod+D', 'ArrowUp', 'Shift+ArrowDown']) expect(listed).toContain(shortcut)
  })
})
