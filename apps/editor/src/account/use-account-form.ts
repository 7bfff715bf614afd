import { useId, useState, type FormEvent } from 'react'
import type { AccountAnswer, AccountRefusal } from './account-api.ts'

/** What is wrong with each field, in words with what to do; fields that are right are left out. */
export type FieldProblems<Field extends string> = { readonly [F in Field]?: string | undefined }

export type AccountFormOptions<Field extends string, T> = {
  /** Looked at before anything is sent. */
  readonly check: () => FieldProblems<Field>
  readonly send: () => Promise<AccountAnswer<T>>
  /** Refusals that are about one field though they name none. */
  readonly fieldOf?: { readonly [code: string]: Field }
  readonly done: (value: T) => void
}

export type AccountForm<Field extends string> = {
  /** The id that the form element carries. */
  readonly id: string
  readonly isBusy: boolean
  readonly submit: (event?: FormEvent) => void
  /** What is wrong with a field. */
  readonly problemOf: (field: Field) => string | null
  /** What went wrong and belongs to no field. */
  readonly problem: string | null
  /** Forgets what was said of a field, as soon as it is typed in. */
  readonly touched: (field: Field) => void
}

/** Sends a form: what is wrong is said at its field, and the first such field has the focus. Inputs carry the field's name as `name`. */
export function useAccountForm<Field extends string, T>({ check, send, fieldOf = {}, done }: AccountFormOptions<Field, T>): AccountForm<Field> {
  const id = useId()
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<FieldProblems<Field>>({})
  const [problem, setProblem] = useState<string | null>(null)

  const formElement = (): HTMLFormElement | null => {
    const element = document.getElementById(id)
    return element instanceof HTMLFormElement ? element : null
  }
  const show = (found: FieldProblems<Field>) => {
    setProblems(found)
    const first = [...(formElement()?.elements ?? [])].find((element) => element instanceof HTMLInputElement && Object.hasOwn(found, element.name))
    if (first instanceof HTMLElement) first.focus()
  }
  const showRefusal = (refusal: AccountRefusal) => {
    const field = fieldNamed(refusal, fieldOf)
    const isInForm = field !== undefined && formElement()?.elements.namedItem(field) != null
    // A computed key is typed as any text.
    if (isInForm) show({ [field]: refusal.text } as FieldProblems<Field>)
    else setProblem(refusal.text)
  }
  const carryOut = async () => {
    setBusy(true)
    const answer = await send()
    setBusy(false)
    if (answer.ok) done(answer.value)
    else showRefusal(answer)
  }
  return {
    id,
    isBusy,
    submit: (event) => {
      event?.preventDefault()
      if (isBusy) return
      setProblem(null)
      const found = Object.fromEntries(Object.entries(check()).filter(([, text]) => text !== undefined)) as FieldProblems<Field>
      show(found)
      if (Object.keys(found).length === 0) void carryOut()
    },
    problemOf: (field) => problems[field] ?? null,
    problem,
    touched: (field) => {
      setProblems((now) => (now[field] === undefined ? now : { ...now, [field]: undefined }))
    },
  }
}

function fieldNamed<Field extends string>({ code, pointer }: AccountRefusal, fieldOf: { readonly [code: string]: Field }): string | undefined {
  return pointer?.split('/')[1] ?? (code === null ? undefined : fieldOf[code])
}
