import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useField } from './field.tsx'

export type SelectOption = { readonly value: string; readonly label: string; readonly icon?: ReactNode; readonly note?: string; readonly disabled?: boolean }
export type SelectProps = {
  readonly value: string | null
  readonly options: readonly SelectOption[]
  readonly onChange: (value: string) => void
  /** Needed where no Field is around it. */
  readonly label?: string
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly invalid?: boolean
  readonly size?: 'small' | 'normal'
  readonly className?: string
}

// Radix keeps the empty text for "nothing chosen"; an option whose value is empty travels under this one.
const EMPTY = '\u0000empty'

/** Chooses one of a few. Option values may be empty texts. */
export function Select({ value, options, onChange, label, placeholder = 'Choose…', disabled, invalid, size = 'normal', className }: SelectProps) {
  const field = useField()
  const known = value !== null && options.some((option) => option.value === value)
  return (
    <Radix.Root value={known ? value || EMPTY : ''} onValueChange={(next) => onChange(next === EMPTY ? '' : next)} disabled={disabled ?? false}>
      <Radix.Trigger
        id={field?.inputId}
        aria-label={label}
        aria-describedby={field?.describedBy}
        aria-invalid={invalid ?? field?.invalid ?? false}
        className={classNames('kit-input flex items-center justify-between gap-2 text-left data-[placeholder]:text-ink-faint [&>span:first-child]:truncate', size === 'small' && 'h-6 text-xs', className)}
      >
        <Radix.Value placeholder={placeholder} />
        <ChevronDown aria-hidden="true" className="size-3.5 shrink-0 text-ink-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content position="popper" sideOffset={4} collisionPadding={8} className="kit-float max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden">
          <Radix.Viewport className="max-h-80 p-1">
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value || EMPTY} disabled={option.disabled ?? false} className="kit-menu-item">
                {option.icon}
                <span className="min-w-0 flex-1 truncate"><Radix.ItemText>{option.label}</Radix.ItemText></span>
                {option.note === undefined ? null : <span className="text-xs text-ink-faint">{option.note}</span>}
                <span className="w-4 shrink-0"><Radix.ItemIndicator><Check aria-hidden="true" className="size-4 text-accent" /></Radix.ItemIndicator></span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
