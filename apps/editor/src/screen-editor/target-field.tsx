import type { ValueTarget } from '@halley/model'
import { useMemo } from 'react'
import { Field, Select } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { useProjectShallow } from '../stores/project-store.ts'
import { inputTargets, targetKey } from './input-targets.ts'

/** Chooses what an input fills in: a field of a message, or a field of the session. */
export function TargetField({ value, onChange }: { readonly value: ValueTarget | null; readonly onChange: (target: ValueTarget | null, label: string | null) => void }) {
  const data = useProjectShallow(({ messages, fields }) => ({ messages, fields }))
  const options = useMemo(() => inputTargets(data), [data])
  const key = value === null ? null : targetKey(value)
  const isGone = key !== null && !options.some((option) => option.key === key)
  return (
    <Field label="Fills in" error={key === null ? 'Choose the field that this input fills in.' : isGone ? 'What this input filled in is gone; choose another field.' : null}>
      <Select
        value={key}
        placeholder="Choose a field"
        options={options.map((option) => ({ value: option.key, label: option.label, icon: <ResourceIcon tree={option.hue === null ? 'fields' : 'messages'} hue={option.hue} /> }))}
        onChange={(next) => {
          const chosen = options.find((option) => option.key === next)
          if (chosen !== undefined) onChange(chosen.target, chosen.name)
        }}
      />
    </Field>
  )
}
