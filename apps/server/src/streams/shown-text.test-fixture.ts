import type { TestPerson } from '../halley-client.test-fixture.ts'

/** The text of a stream as its pushes to a client make it; throws when one does not fit behind those before. */
export function textOfPushes(person: TestPerson, id: string): string {
  let text = ''
  for (const step of person.connection.all('stream')) {
    if (step.id !== id) continue
    if (step.op === 'open' || step.op === 'update') text = step.text ?? ''
    else if (step.op === 'append') {
      if (step.index !== text.length) throw new Error(`An append at ${step.index ?? '?'} does not fit behind ${text.length} characters.`)
      text += step.text ?? ''
    }
  }
  return text
}

/** Waits until exactly this text is there. */
export async function shownText(person: TestPerson, id: string, wanted: string): Promise<void> {
  await person.connection.push('stream', () => textOfPushes(person, id) === wanted)
}
