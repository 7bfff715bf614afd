import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** What to do where there is nothing yet: a short title, a sentence, and the buttons that begin. */
export function EmptyState({ title, children, actions, icon, className }: { readonly title: string; readonly children?: ReactNode; readonly actions?: ReactNode; readonly icon?: ReactNode; readonly className?: string }) {
  return (
    <div className={classNames('flex h-full flex-col items-center justify-center gap-2 p-4 text-center', className)}>
      {icon === undefined ? null : <div aria-hidden="true" className="text-ink-faint [&_svg]:size-6">{icon}</div>}
      <p className="text-sm font-medium">{title}</p>
      {children === undefined ? null : <div className="max-w-72 text-xs text-pretty text-ink-faint">{children}</div>}
      {actions === undefined ? null : <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
