import { Check } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { useId } from 'react'

const hueNames = ['Blue', 'Teal', 'Magenta', 'Green', 'Violet', 'Vermilion', 'Cyan', 'Indigo', 'Brown', 'Rose']

/** Chooses one of the ten hues that messages wear. */
export function HueField({ value, onChange }: { readonly value: number; readonly onChange: (hue: number) => void }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className="text-xs font-medium text-ink-soft">Colour</span>
      <RadioGroup.Root aria-labelledby={id} value={String(value)} onValueChange={(hue) => onChange(Number(hue))} className="flex flex-wrap gap-1" orientation="horizontal">
        {hueNames.map((name, hue) => (
          <RadioGroup.Item key={name} value={String(hue)} aria-label={name} title={name} className="flex size-6 items-center justify-center rounded-full text-pane" style={{ background: `var(--hue-${hue})` }}>
            <RadioGroup.Indicator><Check size={14} strokeWidth={3} aria-hidden="true" /></RadioGroup.Indicator>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  )
}
