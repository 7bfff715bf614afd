import { Command } from 'cmdk'
import { useEffect, useRef, useState } from 'react'
import { KindIcon } from '../canvas/kind-icons.tsx'
import { rankedGroups } from './rank-choices.ts'

/** One line of the popup. */
export type Choice = { readonly key: string; readonly label: string; readonly note?: string | undefined; /** Also searched. */ readonly keywords?: readonly string[]; readonly icon: string; readonly hue?: number | null; readonly group: string }

export type ChoicePopupProps = {
  /** Where it opens, in pixels of the canvas area. */
  readonly at: { readonly x: number; readonly y: number }
  readonly choices: readonly Choice[]
  /** What choosing does. */
  readonly label: string
  readonly placeholder: string
  readonly nothing: string
  readonly onChoose: (key: string) => void
  /** The line that the arrows stand on. */
  readonly onPoint?: (key: string) => void
  /** `returnsFocus` is false when the focus has already gone elsewhere. */
  readonly onClose: (returnsFocus: boolean) => void
}

/** Pixels. */
const WIDTH = 344
const HEIGHT = 340

/** A searchable list at a place on the canvas: type, arrows, Enter. Esc closes it, so does going elsewhere by a click or by Tab, which leaves the canvas. */
export function ChoicePopup({ at, choices, label, placeholder, nothing, onChoose, onPoint, onClose }: ChoicePopupProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (box.current !== null) placeInside(box.current, at)
  }, [at])
  const [search, setSearch] = useState('')
  const groups = rankedGroups(choices, search)
  return (
    // Keys and focus are watched for what is inside; the popup itself is no control.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={box}
      className="kit-float nowheel nopan nodrag absolute z-20 flex flex-col"
      style={{ width: WIDTH, maxHeight: HEIGHT, left: at.x, top: at.y }}
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose(true)
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose(false)
      }}
    >
      <Command label={label} className="flex min-h-0 flex-1 flex-col" loop shouldFilter={false} {...(onPoint !== undefined && { onValueChange: onPoint })}>
        <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={placeholder} className="h-9 w-full shrink-0 border-b border-line bg-transparent px-3 text-sm outline-none" />
        <Command.List className="min-h-0 flex-1 overflow-auto p-1" tabIndex={-1}>
          <Command.Empty className="px-3 py-4 text-center text-xs text-ink-faint">{nothing}</Command.Empty>
          {groups.map(({ group, choices: found }) => (
            <Command.Group key={group} heading={group} className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint">
              {found.map((choice) => (
                <Command.Item key={choice.key} value={choice.key} onSelect={() => onChoose(choice.key)} className="kit-menu-item">
                  <span className="shrink-0 text-ink-soft" style={choice.hue === null || choice.hue === undefined ? undefined : { color: `var(--hue-${choice.hue})` }}><KindIcon name={choice.icon} /></span>
                  <span className="min-w-0 flex-1 truncate" title={choice.label}>{choice.label}</span>
                  {choice.note === undefined ? null : <span className="max-w-32 shrink-0 truncate text-xs text-ink-faint" title={choice.note}>{choice.note}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </div>
  )
}

// Kept inside the canvas area, whose size is known only once the popup stands there.
function placeInside(box: HTMLElement, at: { readonly x: number; readonly y: number }): void {
  const parent = box.offsetParent
  if (parent === null) return
  box.style.left = `${Math.max(8, Math.min(at.x, parent.clientWidth - WIDTH - 8))}px`
  box.style.top = `${Math.max(8, Math.min(at.y, parent.clientHeight - Math.min(HEIGHT, box.offsetHeight) - 8))}px`
}
