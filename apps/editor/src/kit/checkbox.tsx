import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId, type ReactNode } from 'react'

export type CheckboxProps = {
  readonly label: ReactNode
  /** `mixed` where several things differ. */
  readonly checked: boolean | 'mixed'
  readonly onChange: (checked: boolean) => void
  readonly help?: string
  readonly disabled?: boolean
}

/** Yes or no, with its label at the right. */
export function Checkbox({ label, checked, onChange, help, disabled }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2">
      <Radix.Root
        id={id}
        checked={checked === 'mixed' ? 'indeterminate' : checked}
        onCheckedChange={(next) => onChange(next === true)}
        disabled={disabled ?? false}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-control bg-raised text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent disabled:opacity-50"
      >
        <Radix.Indicator>{checked === 'mixed' ? <Minus aria-hidden="true" className="size-3" strokeWidth={3} /> : <Check aria-hidden="true" className="size-3" strokeWidth={3} />}</Radix.Indicator>
      </Radix.Root>
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm">{label}</label>
        {help === undefined ? null : <p id={`${id}-help`} className="text-xs text-ink-faint">{help}</p>}
      </div>
    </div>
  )
}
