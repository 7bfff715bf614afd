import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { Field, TextInput } from '../kit/index.ts'
import { useProjectShallow } from '../stores/project-store.ts'

export type RolesFieldProps = { readonly label: string; readonly help: string; readonly placeholder: string; readonly roles: readonly string[]; readonly onChange: (roles: readonly string[]) => void }

/** A set of role names: typed and added by Enter or a comma, offered from the personas' roles, taken away one by one. */
export function RolesField({ label, help, placeholder, roles, onChange }: RolesFieldProps) {
  const [typed, setTyped] = useState('')
  const listId = useId()
  const known = useProjectShallow((project) => [...new Set(Object.values(project.personas).flatMap((persona) => persona.roles))].toSorted())
  const add = (text: string) => {
    const added = text.split(',').map((role) => role.trim()).filter((role) => role !== '' && !roles.includes(role))
    if (added.length > 0) onChange([...roles, ...added])
    setTyped('')
  }
  return (
    <div className="flex flex-col gap-1">
      <Field label={label} help={help}>
        <TextInput
          value={typed}
          list={listId}
          maxLength={80}
          placeholder={roles.length === 0 ? placeholder : 'Add a role'}
          onChange={(text) => (text.includes(',') ? add(text) : setTyped(text))}
          onBlur={() => add(typed)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') add(typed)
            if (event.key === 'Backspace' && typed === '' && roles.length > 0) onChange(roles.slice(0, -1))
          }}
        />
      </Field>
      <datalist id={listId}>{known.filter((role) => !roles.includes(role)).map((role) => <option key={role} value={role}>{role}</option>)}</datalist>
      {roles.length === 0 ? null : (
        <ul aria-label={`${label}: chosen`} className="flex flex-wrap gap-1">
          {roles.map((role) => (
            <li key={role} className="inline-flex h-6 items-center rounded-full bg-accent-soft pl-2 text-xs text-accent">
              {role}
              <button type="button" aria-label={`Remove ${role}`} className="inline-flex size-6 items-center justify-center rounded-full hover:bg-hover" onClick={() => onChange(roles.filter((other) => other !== role))}>
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
