import { useState } from 'react'
import { TextInput } from '../kit/index.ts'

export type NumberInputProps = {
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
  readonly placeholder?: string
  readonly label?: string
}

/** A number that may be left out. What is no number, or out of its bounds, is marked and not stored. */
export function NumberInput({ value, onChange, min, max, integer, placeholder, label }: NumberInputProps) {
  const [typing, setTyping] = useState<string | null>(null)
  const shown = typing ?? (value === undefined ? '' : String(value))
  const problem = numberProblem(shown, { min, max, integer })
  return (
    <TextInput
      inputMode={integer === true ? 'numeric' : 'decimal'}
      value={shown}
      invalid={problem}
      {...(label !== undefined && { 'aria-label': label })}
      {...(placeholder !== undefined && { placeholder })}
      onChange={(text) => {
        setTyping(text)
        if (!numberProblem(text, { min, max, integer })) onChange(text.trim() === '' ? undefined : Number(text))
      }}
      onBlur={() => setTyping(null)}
    />
  )
}

function numberProblem(text: string, { min, max, integer }: { min: number | undefined; max: number | undefined; integer: boolean | undefined }): boolean {
  if (text.trim() === '') return false
  const number = Number(text)
  return !Number.isFinite(number) || (integer === true && !Number.isInteger(number)) || (min !== undefined && number < min) || (max !== undefined && number > max)
}
