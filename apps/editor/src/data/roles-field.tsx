import { ChipsField } from '../kit/index.ts'
import { useProjectShallow } from '../stores/project-store.ts'

export type RolesFieldProps = { readonly label: string; readonly help: string; readonly error?: string | null | undefined; readonly placeholder: string; readonly roles: readonly string[]; readonly onChange: (roles: readonly string[]) => void }

/** A set of role names, offered from the personas' roles. */
export function RolesField({ label, help, error, placeholder, roles, onChange }: RolesFieldProps) {
  const known = useProjectShallow((project) => [...new Set(Object.values(project.personas).flatMap((persona) => persona.roles))].toSorted())
  return <ChipsField label={label} help={help} error={error} placeholder={placeholder} one="a role" chips={roles} suggestions={known} onChange={onChange} />
}
