import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  /** The accessible name, shown as a tooltip too. */
  readonly label: string
  readonly icon: ReactNode
  readonly shortcut?: string | undefined
  readonly size?: 'small' | 'normal'
  readonly pressed?: boolean | undefined
  readonly tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
}

/** A button that is an icon, with a name. */
export function IconButton({ label, icon, shortcut, size = 'normal', pressed, tooltipSide, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} {...(tooltipSide !== undefined && { side: tooltipSide })}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(
          'inline-flex shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 aria-pressed:bg-hover aria-pressed:text-ink aria-[pressed=false]:text-ink-faint [&_svg]:size-4',
          size === 'small' ? 'size-6' : 'size-7',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
