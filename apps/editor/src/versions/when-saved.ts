import { projectStore, type SaveStatus } from '../stores/project-store.ts'

/** Milliseconds after which waiting for the server is given up: several fsyncs of a busy disk. */
const PATIENCE_MS = 10_000

/** Resolves with null when everything that was drawn is on the server, else with why it is not, in words. */
export function whenSaved(): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (answer: string | null) => {
      off()
      clearTimeout(timer)
      resolve(answer)
    }
    const look = (save: SaveStatus) => {
      const answer = whyNotSaved(save)
      if (answer !== undefined) settle(answer)
    }
    const off = projectStore.subscribe(({ save }) => look(save))
    const timer = setTimeout(() => settle('What was drawn last is still on its way to the server. Try again in a moment.'), PATIENCE_MS)
    look(projectStore.getState().save)
  })
}

/** Undefined while it may still come. */
function whyNotSaved(save: SaveStatus): string | null | undefined {
  switch (save.type) {
    case 'saved': return null
    case 'saving': return undefined
    case 'offline': return 'The server cannot be reached, so it does not have what you drew last. Try again when it is back.'
    case 'refused': return `What you drew last is not saved: ${save.reason}`
  }
}
