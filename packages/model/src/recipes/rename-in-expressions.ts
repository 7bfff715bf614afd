import { current, isDraft } from 'mutative'
import type { Project } from '../project.ts'
import { namesOf, textsOfProject } from '../project-texts.ts'

/**
 * Puts a new technical name where expressions and templates name a thing: `path` is `['Ticket']` or
 * `['Ticket', 'subject']`, and its last name is replaced, after `received.` and `current.` as well.
 */
export function renameInExpressions(draft: Project, path: readonly string[], technicalName: string): void {
  // Reading through a draft opens a draft of everything that is read; 5,000 nodes are read from a plain document instead.
  const document = isDraft(draft) ? current<object>(draft) as Project : draft
  for (const text of textsOfProject(document, path.at(-1) ?? '')) {
    const places = namesOf(text, path).sort((a, b) => b.from - a.from)
    if (places.length === 0) continue
    writeAt(draft, text.path, places.reduce((source, place) => source.slice(0, place.from) + technicalName + source.slice(place.to), text.text))
  }
}

function writeAt(draft: object, path: readonly string[], text: string): void {
  let place: unknown = draft
  for (const step of path.slice(0, -1)) place = typeof place === 'object' && place !== null ? Reflect.get(place, step) : undefined
  if (typeof place === 'object' && place !== null) Reflect.set(place, path.at(-1) ?? '', text)
}
