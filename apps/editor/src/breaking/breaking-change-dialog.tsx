import { useStore } from 'zustand'
import { Button, Dialog } from '../kit/index.ts'
import { breakingStore, confirmChange, dismissChange } from './breaking-change.ts'
import { NewProblems } from './new-problems.tsx'

/** Shows what a rename, a retype or a deletion will break before it is stored. */
export function BreakingChangeDialog() {
  const asked = useStore(breakingStore, (state) => state.asked)
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
      {problems.length > 0 && <NewProblems problems={problems} onJump={dismissChange} />}
    </Dialog>
  )
}
