import { Switch as Radix } from 'radix-ui'
import { useId } from 'react'

export type SwitchProps = { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void; readonly disabled?: boolean }

/** Turns something on or off as a whole, with its label at the right. */
export function Switch({ label, checked, onChange, disabled }: SwitchProps) {
  const id = useId()
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5">
      <Radix.Root id={id} checked={checked} onCheckedChange={onChange} disabled={disabled ?? false} className="inline-flex h-[18px] w-8 items-center rounded-full border border-line-control bg-sunken p-0.5 transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-60">
        <Radix.Thumb className="size-3 rounded-full bg-ink-faint transition-transform data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-on-accent" />
      </Radix.Root>
      <label htmlFor={id} className="text-sm">{label}</label>
    </span>
  )
}
