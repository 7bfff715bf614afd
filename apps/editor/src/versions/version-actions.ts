import { renameApp, restoreDocument, technicalNameSchema } from '@halley/model'
import { toast } from 'sonner'
import { change, projectStore, undo } from '../stores/project-store.ts'
import { personName } from '../sync/person-name.ts'
import { publishDraft, publishVersion, readVersion, saveVersion, unpublish, type Asked, type NewVersion, type PublishedEntry, type VersionEntry } from './versions-api.ts'
import { loadVersions } from './versions-store.ts'
import { whenSaved } from './when-saved.ts'

const openId = () => projectStore.getState().projectId
const named = (name: string): NewVersion => ({ name: name.trim(), author: personName() })

/** Makes a version of what is drawn, once the server has all of it. */
export async function saveDraft(name: string): Promise<Asked<VersionEntry>> {
  const unsaved = await whenSaved()
  if (unsaved !== null) return { ok: false, text: unsaved }
  const asked = await saveVersion(openId(), named(name))
  if (asked.ok) await loadVersions()
  return asked
}

/** Publishes what is drawn at the address `/a/{app}`, as a version of this name. */
export async function publishDrawn(name: string, app: string): Promise<Asked<PublishedEntry>> {
  if (app !== projectStore.getState().project.technicalName) change('Change the app’s address', (draft) => renameApp(draft, app))
  const unsaved = await whenSaved()
  if (unsaved !== null) return { ok: false, text: unsaved }
  return afterwards(await publishDraft(openId(), named(name)))
}

/** Publishes an earlier version. */
export async function publishEarlier(number: number): Promise<Asked<PublishedEntry>> {
  return afterwards(await publishVersion(openId(), number))
}

/** Ends the published app. */
export async function endPublished(): Promise<Asked<null>> {
  return afterwards(await unpublish(openId()))
}

/** Puts a version back into the draft: one step, which Undo takes back. */
export async function restoreVersion({ number, name }: Pick<VersionEntry, 'number' | 'name'>): Promise<void> {
  const projectId = openId()
  const read = await readVersion(projectId, number)
  if (!read.ok) {
    toast.error(`Version ${number} was not restored`, { description: read.text })
    return
  }
  if (openId() !== projectId) return
  const before = projectStore.getState().project
  const label = `Restore version ${number}: ${name}`
  change(label, (draft) => restoreDocument(draft, read.value))
  if (projectStore.getState().project === before) toast('Nothing to restore', { description: `The project is as it was in version ${number}.` })
  else toast(`Version ${number} was restored`, { description: 'It is one step in your history.', action: { label: 'Undo', onClick: () => takeBack(label) } })
}

/** Takes a step back while it is still the newest; later ones are not lost by a click on an old notice. */
function takeBack(label: string): void {
  if (projectStore.getState().undoLabel === label) undo()
  else toast('You have done more since', { description: `Take back "${label}" in the list of your steps.` })
}

/** What is wrong with an app's name in an address; undefined when nothing is. */
export function appNameProblem(app: string): string | undefined {
  const parsed = technicalNameSchema.safeParse(app)
  if (parsed.success) return undefined
  return app === '' ? 'The app needs an address.' : 'The address starts with a letter and has only letters, digits and _ (63 at most).'
}

async function afterwards<T>(asked: Asked<T>): Promise<Asked<T>> {
  if (asked.ok) await loadVersions()
  return asked
}
