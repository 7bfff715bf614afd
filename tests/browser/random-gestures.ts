import type { Person } from './people.ts'

/** Numbers that look random and are the same for the same seed: each call is at least 0 and under `below`. */
export type Dice = (below: number) => number

/** Throws dice by a seed (the mulberry32 generator). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const kinds = ['Decision', 'Log', 'Note', 'Assignment', 'End']
const arrows = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']

type Gesture = { readonly weight: number; readonly make: (person: Person, dice: Dice) => Promise<void> }

/** What a person does with mouse and keyboard. None of them fails when somebody else deletes what it is about. */
const gestures: Readonly<Record<string, Gesture>> = {
  add: { weight: 4, make: (person, dice) => person.add(pick(kinds, dice)) },
  addAlone: { weight: 2, make: (person, dice) => person.addAlone(pick(kinds, dice)) },
  walk: { weight: 3, make: (person, dice) => person.press(pick(arrows, dice)) },
  move: { weight: 5, make: (person, dice) => onSomeNode(person, dice, `Shift+${pick(arrows, dice)}`) },
  delete: { weight: 2, make: (person, dice) => onSomeNode(person, dice, 'Delete') },
  deleteAndReconnect: { weight: 1, make: (person, dice) => onSomeNode(person, dice, 'Control+Delete') },
  duplicate: { weight: 1, make: (person, dice) => onSomeNode(person, dice, 'Control+d') },
  moveAll: {
    weight: 1,
    make: async (person, dice) => {
      await person.press('Control+a')
      await person.press(`Shift+${pick(arrows, dice)}`)
    },
  },
  undo: { weight: 3, make: (person) => person.press('Control+z') },
  redo: { weight: 2, make: (person) => person.press('Control+Shift+z') },
  renameFlow: { weight: 2, make: (person, dice) => renameFirstFlow(person, `Flow ${person.name} ${dice(1_000)}`) },
  duplicateFlow: { weight: 1, make: (person) => onFirstFlow(person, 'Control+d') },
  reorderFlow: { weight: 1, make: (person, dice) => onFirstFlow(person, pick(['Alt+ArrowDown', 'Alt+ArrowUp'], dice)) },
  renameProject: { weight: 1, make: (person, dice) => person.renameProject(`Project ${person.name} ${dice(1_000)}`) },
}

const raffle = Object.entries(gestures).flatMap(([name, { weight }]) => Array.from({ length: weight }, () => name))

/** Makes one gesture; returns its name. */
export async function gestureAtRandom(person: Person, dice: Dice): Promise<string> {
  const name = pick(raffle, dice)
  await gestures[name]?.make(person, dice)
  return name
}

function pick<T>(choices: readonly T[], dice: Dice): T {
  const choice = choices[dice(choices.length)]
  if (choice === undefined) throw new Error('There is nothing to choose from.')
  return choice
}

// A few steps from the Start by arrow keys: no pointer, so that nothing has to be in sight.
async function onSomeNode(person: Person, dice: Dice, key: string): Promise<void> {
  for (let steps = dice(3); steps >= 0; steps -= 1) await person.press(pick(arrows, dice))
  await person.press(key)
}

async function onFirstFlow(person: Person, key: string): Promise<void> {
  await person.flowRows.first().focus()
  await person.page.keyboard.press(key)
}

async function renameFirstFlow(person: Person, name: string): Promise<void> {
  await onFirstFlow(person, 'F2')
  // Typed wherever the focus is: the field of the row, which is gone again if the row is.
  await person.page.keyboard.press('Control+a')
  await person.page.keyboard.insertText(name)
  await person.page.keyboard.press('Enter')
}
