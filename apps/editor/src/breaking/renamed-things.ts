import type { Member, Project } from '@halley/model'

/** A technical name that another took the place of. */
export type Renamed = { readonly type: 'name' | 'option'; readonly before: string; readonly after: string }

/** What of the data has another technical name in a later version of a project. */
export function renamedThings(before: Project, after: Project): Renamed[] {
  const renamed: Renamed[] = []
  const compare = (type: Renamed['type'], old: { readonly technicalName: string }, now: { readonly technicalName: string } | undefined): void => {
    if (now !== undefined && now.technicalName !== old.technicalName) renamed.push({ type, before: old.technicalName, after: now.technicalName })
  }
  for (const collection of ['messages', 'lists'] as const) {
    for (const owner of Object.values(before[collection])) {
      const now = after[collection][owner.id]
      if (now === owner) continue
      compare('name', owner, now)
      for (const member of Object.values<Member>(owner.members)) compare('name', member, now?.members[member.id])
    }
  }
  for (const field of Object.values(before.fields)) compare('name', field, after.fields[field.id])
  for (const choice of Object.values(before.choices)) for (const option of Object.values(choice.options)) compare('option', option, after.choices[choice.id]?.options[option.id])
  return renamed
}
