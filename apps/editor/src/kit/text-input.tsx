import { useEffect, useRef, useState, type ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { useField } from './field.tsx'

export type TextInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'ref'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly mono?: boolean
  readonly invalid?: boolean
  /** Selects all text when it appears, as for a rename. */
  readonly selectOnMount?: boolean
}

/** One line of text. What is typed stays as typed while it has the focus, even when the owner trims what it stores. */
export function TextInput({ value, onChange, mono, invalid, selectOnMount, className, onFocus, onBlur, ...rest }: TextInputProps) {
  const field = useField()
  const input = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState<{ readonly text: string; readonly stored: string } | null>(null)
  // Once it is stored, what the owner changes it to wins: a field that is emptied by Enter is empty, also when its text was pasted.
  if (typing !== null && typing.text === value && typing.stored !== value) setTyping({ text: value, stored: value })
  // Another person's change of the stored value wins over what was typed before it.
  const shown = typing !== null && (typing.stored === value || typing.text === value || typing.text.trim() === value) ? typing.text : value
  useEffect(() => {
    if (selectOnMount === true) input.current?.select()
  }, [selectOnMount])
  return (
    <input
      id={field?.inputId}
      aria-describedby={field?.describedBy}
      aria-invalid={invalid ?? field?.invalid ?? false}
      autoComplete="off"
      spellCheck={false}
      {...rest}
      ref={input}
      value={shown}
      onChange={(event) => {
        setTyping({ text: event.target.value, stored: value })
        onChange(event.target.value)
      }}
      onFocus={onFocus}
      onBlur={(event) => {
        setTyping(null)
        onBlur?.(event)
      }}
      className={classNames('kit-input', mono === true && 'font-mono text-xs', className)}
    />
  )
}
