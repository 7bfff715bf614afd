import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { useField } from './field.tsx'

export type TextAreaProps = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & { readonly value: string; readonly onChange: (value: string) => void; readonly mono?: boolean }

/** Several lines of text. */
export function TextArea({ value, onChange, mono, className, rows = 3, ...rest }: TextAreaProps) {
  const field = useField()
  return (
    <textarea
      id={field?.inputId}
      aria-describedby={field?.describedBy}
      aria-invalid={field?.invalid ?? false}
      rows={rows}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={classNames('kit-input', mono === true && 'font-mono text-xs', className)}
    />
  )
}
