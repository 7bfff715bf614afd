import { ChipsField } from '../kit/index.ts'
import { useKnownAppRoles } from './known-app-roles.ts'

/** The roles that somebody has in the apps themselves, offered from those of personas. */
export function AppRolesField({ help, roles, onChange, disabled = false }: { readonly help: string; readonly roles: readonly string[]; readonly onChange: (roles: readonly string[]) => void; readonly disabled?: boolean }) {
  return <ChipsField label="Roles in apps" help={help} placeholder="officer, manager" one="a role" chips={roles} suggestions={useKnownAppRoles()} maxLength={60} className="min-h-9!" disabled={disabled} onChange={onChange} />
}
