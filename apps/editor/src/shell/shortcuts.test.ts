import { describe, expect, it } from 'vitest'
import type { Command } from './commands.ts'
import { commandFor, isShortcut, type KeyPress } from './shortcuts.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })
const command = (id: string, more: Partial<Command>): Command => ({ id, title: id, group: 'Test', run: () => {}, ...more })

describe('shortcuts', () => {
  it('Mod is Ctrl on most machines and Cmd on a Mac', () => {
    expect(isShortcut('Mod+Z', press('z', { ctrlKey: true }))).toBe(true)
    expect(isShortcut('Mod+Z', press('z', { metaKey: true }))).toBe(true)
    expect(isShortcut('Mod+Z', press('z'))).toBe(false)
  })

  it('Shift makes another shortcut of a letter', () => {
    expect(isShortcut('Z', press('Z', { shiftKey: true }))).toBe(false)
    expect(isShortcut('Shift+Z', press('Z', { shiftKey: true }))).toBe(true)
    expect(isShortcut('Shift+Mod+Z', press('Z', { shiftKey: true, ctrlKey: true }))).toBe(true)
  })

  it('a sign is known by what is typed, whether it takes Shift or not', () => {
    expect(isShortcut('?', press('?', { shiftKey: true }))).toBe(true)
    expect(isShortcut('?', press('?'))).toBe(true)
    expect(isShortcut('0', press('0', { ctrlKey: true }))).toBe(false)
  })

  it('in a text field only commands that say so are run by keys', () => {
    const undo = command('undo', { shortcut: 'Mod+Z' })
    const palette = command('palette', { shortcut: 'Mod+K', inTextFields: true })
    expect(commandFor([undo, palette], press('z', { ctrlKey: true }), true)).toBeUndefined()
    expect(commandFor([undo, palette], press('z', { ctrlKey: true }), false)).toBe(undo)
    expect(commandFor([undo, palette], press('k', { ctrlKey: true }), true)).toBe(palette)
  })

  it('a command that is not possible now leaves its keys to another', () => {
    const never = command('never', { shortcut: 'F', when: () => false })
    const other = command('other', { alsoShortcuts: ['F'] })
    expect(commandFor([other, never], press('f'), false)).toBe(other)
  })

  it('keys that a part handles itself are only named here', () => {
    expect(commandFor([command('canvas', { shortcut: 'Tab', keysHandledElsewhere: true })], press('Tab'), false)).toBeUndefined()
  })
})
