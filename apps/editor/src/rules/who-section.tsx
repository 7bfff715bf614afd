import { inOrder } from '@halley/model'
import { ShieldOff } from 'lucide-react'
import { z } from 'zod'
import { useMe } from '../account/account-store.ts'
import { useAnswer } from '../account/use-answer.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { OfferedTexts } from '../expression-field/offered-texts-context.ts'
import { ChipsField, FormSection } from '../kit/index.ts'
import { useProject, useProjectShallow } from '../stores/project-store.ts'
import { useMemo } from 'react'
import { useRuleProblems, type PutRule, type RuleFormProps } from './rule-form.ts'
import { useRuleContext } from './rule-scope.ts'
import { RuleProblems } from './rule-problems.tsx'
import { useRevealed } from './use-focus-setting.ts'

/** Whom a rule notifies: roles, people by name, and whom an expression gives. */
export function WhoSection({ rule, put }: RuleFormProps) {
  const { ofEvent } = useRuleContext(rule.pattern)
  const hasAccounts = useMe()?.mode === 'accounts'
  const personas = useProject((project) => project.personas)
  const offered = useMemo(() => inOrder(personas).map(({ technicalName, name }) => ({ value: technicalName, name })), [personas])
  return (
    <FormSection title="Who" lead="Everybody who is named by any of these, each once.">
      <div data-field="recipients" className="flex flex-col gap-3">
        <RolesOfRule rule={rule} put={put} />
        {hasAccounts ? <UsersWithAccounts rule={rule} put={put} /> : <UsersField rule={rule} put={put} people={nobody} />}
        <div data-field="recipients/expression">
          <OfferedTexts value={offered}>
            <ExpressionField
              label="And whom an expression gives" value={rule.recipients.expression} scope={ofEvent} reveal={useRevealed(rule.id, 'recipients', 'expression')} optional placeholder="Nobody else"
              help="A text or a list of texts, each the id or e-mail address of a person, or the technical name of a persona."
              onChange={(source) => put('expression', (draft) => { draft.recipients.expression = source })}
            />
          </OfferedTexts>
        </div>
        <RuleProblems problems={useRuleProblems(rule.id, ['recipients']).filter(({ code }) => !code.startsWith('expression/'))} />
      </div>
      <p className="flex items-start gap-1.5 text-xs text-ink-faint"><ShieldOff aria-hidden="true" className="mt-px size-3.5 shrink-0" /><span>Never who caused it: whoever sent the message is left out.</span></p>
    </FormSection>
  )
}

function RolesOfRule({ rule, put }: RuleFormProps) {
  const roles = useProjectShallow((project) => [...new Set([...Object.values(project.personas).flatMap((persona) => persona.roles), ...Object.values(project.channels).flatMap(({ sendRoles, listenRoles }) => [...sendRoles, ...listenRoles])])].toSorted())
  return <ChipsField label="Roles" help="Everybody who has one of them." placeholder="No role" one="a role" chips={rule.recipients.roles} suggestions={roles} onChange={(next) => put('roles', (draft) => { draft.recipients.roles = next.slice(0, 50) })} />
}

type Known = { readonly value: string; readonly name: string }
const nobody: readonly Known[] = []

function UsersWithAccounts(props: { readonly rule: RuleFormProps['rule']; readonly put: PutRule }) {
  const { answer } = useAnswer('people')
  // Whoever may not see the others still writes addresses.
  const people = answer?.ok === true ? answer.value.people.map(({ email, name }) => ({ value: email, name: `${name} (${email})` })) : nobody
  return <UsersField {...props} people={people} />
}

function UsersField({ rule, put, people }: RuleFormProps & { readonly people: readonly Known[] }) {
  const personas = useProject((project) => project.personas)
  const known: readonly Known[] = [...inOrder(personas).map(({ technicalName, name }) => ({ value: technicalName, name })), ...people]
  const { users } = rule.recipients
  const strangers = users.filter((user) => !known.some(({ value }) => value === user) && !isAddress(user))
  return (
    <ChipsField
      label="People" one="a person" placeholder="Nobody by name" maxLength={254}
      help={strangers.length > 0 ? `No persona is called ${strangers.join(', ')}; it is taken as the id of a person.` : people.length > 0 ? 'Personas in the preview; people by their e-mail address.' : 'Personas in the preview; e-mail addresses of people.'}
      chips={users} suggestions={known.map(({ value }) => value)}
      nameOf={(user) => known.find(({ value }) => value === user)?.name ?? user}
      chipOf={(typed) => known.find(({ value, name }) => value === typed || name.toLowerCase() === typed.toLowerCase())?.value ?? typed}
      onChange={(next) => put('users', (draft) => { draft.recipients.users = next.slice(0, 100) })}
    />
  )
}

function isAddress(text: string): boolean {
  return z.email().safeParse(text).success
}
