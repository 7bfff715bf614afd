import type { Project } from '../project.ts'
import { namesOf, textsOfProject } from '../project-texts.ts'

/**
 * Puts a new technical name where expressions and templates name a thing: `path` is `['Ticket']` or
 * `['Ticket', 'subject']`, and its last name is replaced, after `received.` as well.
 */
export function renameInExpressions(draft: Project, path: readonly string[], technicalName: string): void {
  for (const text of textsOfProject(draft)) {
    const places = namesOf(text, path).sort((a, b) => b.from - a.from)
    if (places.length === 0) continue
    text.write(places.reduce((source, place) => source.slice(0, place.from) + technicalName + source.slice(place.to), text.text))
  }
}
