import { Separator } from 'react-resizable-panels'
import { classNames } from '../kit/index.ts'

/** The hairline between two panes; it can be dragged, and moved with the arrow keys. `orientation` is the line's own. */
export function PaneSeparator({ label, orientation = 'vertical', hidden }: { readonly label: string; readonly orientation?: 'vertical' | 'horizontal'; readonly hidden?: boolean }) {
  return (
    <Separator
      aria-label={label}
      disabled={hidden ?? false}
      className={classNames(
        'relative shrink-0 bg-line transition-colors outline-none hover:bg-accent focus-visible:z-20 focus-visible:bg-accent focus-visible:ring-1 focus-visible:ring-accent data-[separator=active]:bg-accent data-[separator=focus]:bg-accent',
        orientation === 'vertical' ? 'w-px' : 'h-px',
        hidden === true && 'hidden',
      )}
    />
  )
}
