import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type ButtonProps = ComponentProps<'button'> & {
  /** `primary` once per view; `danger` only where something is lost. */
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly size?: 'small' | 'normal' | 'large'
  readonly icon?: ReactNode
}

const variants = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  plain: 'bg-raised text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger border-transparent hover:brightness-95',
}
const sizes = { small: 'h-6 px-2 text-xs', normal: 'h-7 px-2.5 text-sm', large: 'h-9 px-4 text-base' }

/** A button with words. */
export function Button({ variant = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames('inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50', variants[variant], sizes[size], className)}
    >
      {icon}
      {children}
    </button>
  )
}
