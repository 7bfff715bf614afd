import { Field, TextInput } from '../kit/index.ts'
import { useState } from 'react'

export type NamesFieldsProps = {
  readonly name: string
  readonly technicalName: string
  readonly setByHand: boolean
  readonly onName: (name: string) => void
  /** Stores the technical name; says what is wrong with it instead when something is. */
  readonly onTechnicalName: (technicalName: string) => void
  readonly technicalNameProblem: (technicalName: string) => string | undefined
  readonly autoFocusName?: boolean
}

/** Name and technical name of a thing. Both are stored on leaving or Enter, since a rename also rewrites expressions. */
export function NamesFields(props: NamesFieldsProps) {
  const [name, setName] = useState<string | null>(null)
  const [technical, setTechnical] = useState<string | null>(null)
  const problem = technical === null || technical === '' ? undefined : props.technicalNameProblem(technical)
  const storeName = () => {
    if (name !== null && name.trim() !== '' && name.trim() !== props.name) props.onName(name.trim())
    setName(null)
  }
  const storeTechnical = () => {
    if (technical !== null && problem === undefined && technical !== props.technicalName) props.onTechnicalName(technical)
    setTechnical(null)
  }
  return (
    <>
      <Field label="Name" error={name !== null && name.trim() === '' ? 'A name cannot be empty.' : null}>
        <TextInput value={name ?? props.name} maxLength={80} autoFocus={props.autoFocusName === true} onChange={setName} onBlur={storeName} onKeyDown={(event) => event.key === 'Enter' && storeName()} />
      </Field>
      <Field label="Technical name" error={problem} help={props.setByHand ? 'Set by hand; empty follows the name again.' : 'Follows the name.'}>
        <TextInput mono value={technical ?? props.technicalName} maxLength={63} onChange={setTechnical} onBlur={storeTechnical} onKeyDown={(event) => event.key === 'Enter' && storeTechnical()} />
      </Field>
    </>
  )
}
