import { useState } from 'react'
import { Select, TextInput } from '../kit/index.ts'

const units = [{ value: 'ms', label: 'ms', ms: 1 }, { value: 's', label: 'seconds', ms: 1_000 }, { value: 'min', label: 'minutes', ms: 60_000 }, { value: 'h', label: 'hours', ms: 3_600_000 }] as const

/** A length of time in a unit of choice; stored in milliseconds. */
export function DurationField({ label, valueMs, onChange }: { readonly label: string; readonly valueMs: number; readonly onChange: (valueMs: number) => void }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const unit = units.find((one) => one.value === chosen) ?? largestUnit(valueMs)
  return (
    <div className="flex gap-1">
      <TextInput
        inputMode="decimal"
        value={String(valueMs / unit.ms)}
        onChange={(text) => {
          const amount = Number(text)
          if (text.trim() !== '' && Number.isFinite(amount) && amount >= 0) onChange(Math.round(amount * unit.ms))
        }}
      />
      <div className="w-28 shrink-0">
        <Select label={`Unit of ${label}`} value={unit.value} options={units} onChange={setChosen} />
      </div>
    </div>
  )
}

// The unit in which the length is a whole number; seconds for none at all.
function largestUnit(valueMs: number) {
  return valueMs === 0 ? units[1] : (units.findLast((unit) => valueMs % unit.ms === 0) ?? units[0])
}
