import { createContext, useContext, useId, type ReactNode } from 'react'
import { classNames } from './class-names.ts'

type FieldIds = { readonly inputId: string; readonly describedBy: string | undefined; readonly invalid: boolean }
const FieldContext = createContext<FieldIds | null>(null)

/** What a control takes from the Field around it: its id, what describes it, whether it is wrong. */
export function useField(): FieldIds | null {
  return useContext(FieldContext)
}

export type FieldProps = {
  readonly label: string
  readonly help?: ReactNode
  /** What is wrong and what to do; shown instead of the help. */
  readonly error?: string | null | undefined
  readonly hideLabel?: boolean
  /** Small things at the right of the label. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A label, a control, and help or what is wrong below. Controls of the kit inside take id and description from it. */
export function Field({ label, help, error, hideLabel, aside, className, children }: FieldProps) {
  const id = useId()
  const wrong = error !== undefined && error !== null && error !== ''
  const describedBy = wrong || help !== undefined ? `${id}-note` : undefined
  return (
    <FieldContext value={{ inputId: id, describedBy, invalid: wrong }}>
      <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
        <div className={hideLabel === true ? 'sr-only' : 'flex items-center justify-between gap-2'}>
          <label htmlFor={id} className="truncate text-xs font-medium text-ink-soft">{label}</label>
          {aside}
        </div>
        {children}
        {describedBy === undefined ? null : (
          <p id={describedBy} className={classNames('text-xs', wrong ? 'text-danger' : 'text-ink-faint')} role={wrong ? 'alert' : undefined}>
            {wrong ? error : help}
          </p>
        )}
      </div>
    </FieldContext>
  )
}
