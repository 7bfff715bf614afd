import type { ReactNode } from 'react'
import { Button, Field, PasswordInput, TextInput } from '../kit/index.ts'
import type { AccountForm } from './use-account-form.ts'

export type AccountInputProps<F extends string> = {
  readonly form: AccountForm<F>
  /** The field of the request. */
  readonly name: F
  readonly label: string
  readonly help?: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What a browser or password manager may fill in: https://html.spec.whatwg.org/#autofill */
  readonly autoComplete: string
  readonly type?: 'text' | 'email' | 'password'
  readonly mono?: boolean
  readonly maxLength?: number
  readonly autoFocus?: boolean
  readonly readOnly?: boolean
}

/** One field of a form of accounts, with what is wrong below it. */
export function AccountInput<F extends string>({ form, name, label, help, value, onChange, type = 'text', ...rest }: AccountInputProps<F>) {
  const change = (next: string) => {
    form.touched(name)
    onChange(next)
  }
  const input = { name, value, onChange: change, required: true, className: 'h-9!', ...rest }
  return (
    <Field label={label} error={form.problemOf(name)} {...(help !== undefined && { help })}>
      {/* What is wrong is said here in words, and at once for all fields: the browser's own bubbles are off (noValidate). */}
      {type === 'password' ? <PasswordInput {...input} /> : <TextInput {...input} type={type} {...(type === 'email' && { inputMode: 'email' as const, autoCapitalize: 'none' })} />}
    </Field>
  )
}

/** What went wrong and belongs to no field. */
export function FormProblem({ text }: { readonly text: string | null }) {
  return text === null ? null : <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">{text}</p>
}

/** A form with the button that sends it. */
export function AccountFields<F extends string>({ form, label, submit, busy, children }: { readonly form: AccountForm<F>; readonly label: string; readonly submit: string; /** The button while it is on its way. */ readonly busy: string; readonly children: ReactNode }) {
  return (
    <form id={form.id} aria-label={label} noValidate onSubmit={form.submit} className="flex flex-col gap-4">
      {children}
      <FormProblem text={form.problem} />
      <Button type="submit" variant="primary" size="large" aria-disabled={form.isBusy}>{form.isBusy ? busy : submit}</Button>
    </form>
  )
}
