import { useState } from 'react'
import { emailProblem } from '../account/field-checks.ts'
import { Field, TextInput } from '../kit/index.ts'

/** An e-mail address, or none. It is stored when it is one; what is not is said once it is left. */
export function EmailField({ value, onChange }: { readonly value: string; readonly onChange: (email: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  const [isLeft, setLeft] = useState(false)
  const text = typed ?? value
  const problem = text.trim() === '' ? undefined : emailProblem(text)
  return (
    <Field label="E-mail address" error={isLeft ? problem : undefined} help="Where notifications are mailed. The preview shows the mail in place of sending it.">
      <TextInput
        type="email" inputMode="email" value={text} maxLength={254} placeholder="None"
        onChange={(next) => {
          setTyped(next)
          const email = next.trim()
          if (email !== value && (email === '' || emailProblem(email) === undefined)) onChange(email)
        }}
        onFocus={() => setLeft(false)}
        onBlur={() => {
          setLeft(true)
          // What is no address stays to be mended.
          if (problem === undefined) setTyped(null)
        }}
      />
    </Field>
  )
}
