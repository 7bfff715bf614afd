import { useSyncExternalStore } from 'react'
import { projectStore } from '../stores/project-store.ts'

/** Something that a person can do by name: listed in the palette, and bound to its shortcut. */
export type Command = {
  readonly id: string
  /** What it does, in sentence case: "Tidy up the flowchart". */
  readonly title: string
  /** The heading it is listed under. */
  readonly group: string
  /** Keys such as `Mod+Shift+Z`, `F2`, `?`, `Z`. Letters without Mod work only where no text field has the focus. */
  readonly shortcut?: string
  /** Further keys that do the same. */
  readonly alsoShortcuts?: readonly string[]
  /** The part it belongs to shows or handles the keys itself; the palette only names them. */
  readonly keysHandledElsewhere?: boolean
  /** `Mod` keys that also work while a text field has the focus; without it a text field keeps its own undo, for instance. */
  readonly inTextFields?: boolean
  /** Other words that find it. */
  readonly keywords?: readonly string[]
  /** It changes the project, so it is not for who may only look. */
  readonly changes?: boolean
  readonly run: () => void
  /** Can it be done now? Left out: always. */
  readonly when?: () => boolean
}

let commands: readonly Command[] = []
const listeners = new Set<() => void>()

function setCommands(next: readonly Command[]): void {
  commands = next
  listeners.forEach((listener) => listener())
}

/** Adds commands for as long as their part is there; returns what takes them out. The newest of one id counts. */
export function registerCommands(added: readonly Command[]): () => void {
  const ids = new Set(added.map((command) => command.id))
  setCommands([...commands.filter((command) => !ids.has(command.id)), ...added])
  return () => setCommands(commands.filter((command) => !added.includes(command)))
}

/** All commands, in the order they were added. */
export function allCommands(): readonly Command[] {
  return commands
}

/** All commands; drawn again when some come or go. */
export function useCommands(): readonly Command[] {
  return useSyncExternalStore(watchCommands, allCommands)
}

/** Can it be done now? */
export function isPossible(command: Command): boolean {
  return (command.changes !== true || projectStore.getState().mayChange) && (command.when === undefined || command.when())
}

/** Does it, when it is there and possible; says whether it did. */
export function runCommand(id: string): boolean {
  const command = commands.find((candidate) => candidate.id === id)
  if (command === undefined || !isPossible(command)) return false
  command.run()
  return true
}

function watchCommands(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}
