import { useStore } from 'zustand'
import { Button, Dialog } from '../kit/index.ts'
import { placeInWords } from '../problems/place-in-words.ts'
import { UsageList } from '../resources/usage-list.tsx'
import { useProject } from '../stores/project-store.ts'
import { breakingStore, confirmChange, dismissChange } from './breaking-change.ts'

/** Shows what a rename, a retype or a deletion will break before it is stored. */
export function BreakingChangeDialog() {
  const asked = useStore(breakingStore, (state) => state.asked)
  const project = useProject((current) => current)
  if (asked === null) return null
  const { label, note, problems } = asked
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && dismissChange()}
      title={`${label}?`}
      actions={
        <>
          {/* Where something would break, Enter must not be enough. */}
          <Button autoFocus onClick={dismissChange}>Cancel</Button>
          <Button variant={problems.length > 0 ? 'danger' : 'primary'} onClick={confirmChange}>Change it</Button>
        </>
      }
    >
      {note !== null && <p className="mb-2 text-sm text-ink-soft">{note}</p>}
      {problems.length > 0 && (
        <>
          <p className="mb-2 text-sm text-ink-soft">{problems.length === 1 ? 'One place will be a problem' : `${problems.length} places will be problems`} until you change something there. Undo takes it back.</p>
          <UsageList label="What will be a problem" usages={problems.map(({ place, text }) => ({ place, text: `${placeInWords(place, project)}: ${text}` }))} onJump={dismissChange} />
        </>
      )}
    </Dialog>
  )
}
