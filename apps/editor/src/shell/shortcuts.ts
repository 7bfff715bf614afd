import { allCommands, isPossible, type Command } from './commands.ts'

/** Keys as an event has them; `Mod` is Ctrl, or Cmd on a Mac. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** Is this what was pressed? Signs such as `?` are compared as typed, whatever keys that takes. */
export function isShortcut(shortcut: string, press: KeyPress): boolean {
  const parts = shortcut.split('+')
  const key = parts.at(-1) ?? ''
  const isMod = press.ctrlKey || press.metaKey
  if (isMod !== (parts.includes('Mod') || parts.includes('Ctrl')) || press.altKey !== parts.includes('Alt')) return false
  const isLetter = /^[A-Za-z]$/.test(key)
  const isSign = key.length === 1 && !isLetter
  if (!isSign && press.shiftKey !== parts.includes('Shift')) return false
  return isLetter ? press.key.toLowerCase() === key.toLowerCase() : press.key === key
}

/** Does typing go somewhere here, so that plain letters are not for commands? */
export function takesText(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true
  return element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'color', 'submit', 'reset'].includes(element.type)
}

/** The command that a key press asks for at a place; undefined when none does. */
export function commandFor(commands: readonly Command[], press: KeyPress, inText: boolean): Command | undefined {
  return commands.findLast((command) => {
    if (command.keysHandledElsewhere === true || (inText && command.inTextFields !== true)) return false
    return [command.shortcut, ...(command.alsoShortcuts ?? [])].some((keys) => keys !== undefined && isShortcut(keys, press)) && isPossible(command)
  })
}

/** Runs commands by their shortcuts from now on; returns what ends it. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    // A dialog or menu has the keys to itself.
    const target = event.target
    if (target instanceof Element && target.closest('[role="menu"], [role="listbox"]') !== null) return
    const isModal = document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]') !== null
    const command = commandFor(allCommands(), event, takesText(target))
    if (command === undefined || (isModal && command.inTextFields !== true)) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
