import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react'
import { classNames } from '../kit/index.ts'
import { useProjectState, type SaveStatus } from '../stores/project-store.ts'

/** Says whether what was drawn is safe: Saved, Saving, Offline with what is kept here, or Not saved and why. */
export function SaveStatusText() {
  const save = useProjectState((state) => state.save)
  const { icon, text, title, tone } = inWords(save)
  // Told aloud only when something is wrong: "Saving, Saved" at every key would talk over what is typed.
  const isTrouble = save.type === 'offline' || save.type === 'refused'
  return (
    <p role="status" aria-live={isTrouble ? 'polite' : 'off'} title={title} data-testid="save-status" className={classNames('flex max-w-[60%] shrink-0 items-center gap-1.5 pl-1 text-xs whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0', tone)}>
      {icon}
      <span className="truncate">{text}</span>
    </p>
  )
}

function inWords(save: SaveStatus) {
  switch (save.type) {
    case 'saved':
      return { icon: <Check aria-hidden="true" />, text: 'Saved', title: 'Everything is stored on the server.', tone: 'text-ink-faint' }
    case 'saving':
      return { icon: <LoaderCircle aria-hidden="true" />, text: 'Saving', title: `${changes(save.count)} on the way to the server.`, tone: 'text-ink-faint' }
    case 'offline':
      return {
        icon: <CloudOff aria-hidden="true" />,
        text: save.count === 0 ? 'Offline' : `Offline (${changes(save.count)} kept here)`,
        title: 'The server cannot be reached. What you change is kept in this browser and sent when it is back.',
        tone: 'text-warning',
      }
    case 'refused':
      return { icon: <TriangleAlert aria-hidden="true" />, text: `Not saved: ${save.reason}`, title: `${changes(save.count)} kept in this browser and tried again. ${save.reason}`, tone: 'text-danger' }
  }
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`
}
